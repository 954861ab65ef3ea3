#include "core/config/settings.h"

#include "core/config/units.h"

namespace objsync::config {

namespace {
constexpr int64_t kMiB = 1 << 20;
constexpr int64_t kYearMs = 366 * kDayMs;
} // namespace

const Settings<DaemonConfig>& daemon_settings() {
    static const Settings<DaemonConfig> settings = {
        {{.key = "state",
          .kind = Kind::path,
          .fallback = "/var/lib/objsync/state.db",
          .help = "The store: one SQLite file. Its folder has to be writable."},
         &DaemonConfig::state},
        {{.key = "plugin_dirs",
          .kind = Kind::paths,
          .fallback = "/usr/lib/objsync/plugins",
          .help = "Where plugins are looked for, as NAME.so; the first folder that has it wins."},
         &DaemonConfig::plugin_dirs},
        {{.key = "max_crawls",
          .kind = Kind::integer,
          .fallback = "2",
          .help = "How many crawls run at once. Crawls of a subtree on demand are not counted.",
          .min = 1,
          .max = 256},
         &DaemonConfig::max_crawls},
        {{.key = "event_retention",
          .kind = Kind::duration,
          .fallback = "30d",
          .help = "How long events are kept to be read again. Events that a sink has not had yet "
                  "are always kept.",
          .min = kHourMs,
          .max = 100 * kYearMs},
         &DaemonConfig::event_retention_ms},
    };
    return settings;
}

const Settings<ControlConfig>& control_settings() {
    static const Settings<ControlConfig> settings = {
        {{.key = "socket",
          .kind = Kind::path,
          .fallback = "/run/objsync/control.sock",
          .help = "The Unix socket that objsyncctl talks to."},
         &ControlConfig::socket},
        {{.key = "mode",
          .kind = Kind::mode,
          .fallback = "0660",
          .help =
              "The socket's file mode: who may connect. Whoever connects is nobody unless it is "
              "root, the daemon's own user, or named by a [[caller]]. The socket is of the "
              "daemon's group: callers are in it, or the mode is 0666 and its folder open."},
         &ControlConfig::mode},
        {{.key = "listen",
          .help = "Where to answer over TCP as well, such as \"127.0.0.1:8470\", \"[::1]:8470\" or "
                  "\"0.0.0.0:8443\". There a caller is known by its token only. Without TLS only "
                  "a loopback address is taken. Empty: the Unix socket only."},
         &ControlConfig::listen},
        {{.key = "tls_certificate",
          .kind = Kind::path,
          .help = "The certificate chain, PEM, with which listen speaks TLS 1.2 or newer."},
         &ControlConfig::tls_certificate},
        {{.key = "tls_key", .kind = Kind::path, .help = "Its private key, PEM."},
         &ControlConfig::tls_key},
        {{.key = "audit_retention",
          .kind = Kind::duration,
          .fallback = "400d",
          .help = "How long the record of who changed what is kept.",
          .min = kDayMs,
          .max = 100 * kYearMs},
         &ControlConfig::audit_retention_ms},
    };
    return settings;
}

const Settings<RegistrationConfig>& registration_settings() {
    using R = RegistrationConfig;
    static const Settings<R> settings = {
        {{.key = "plugins",
          .kind = Kind::names,
          .help = "The plugins that they may use. Some do what their options say with all that the "
                  "daemon's user may: odbc loads the library that a connection string names, and "
                  "opens the file. None: only GOVERNANCE registers."},
         &R::plugins},
        {{.key = "secrets",
          .kind = Kind::path,
          .fallback = "/etc/objsync/secrets",
          .help = "Their secrets are files below a folder of their own in here, called by their "
                  "name, such as /etc/objsync/secrets/alice/shop. Symbolic links in it are not "
                  "followed. Credentials, environment variables and files elsewhere are for "
                  "GOVERNANCE."},
         &R::secrets},
    };
    return settings;
}

const Settings<CallerConfig>& caller_settings() {
    static const Settings<CallerConfig> settings = {
        {{.key = "name",
          .help = "The caller's name, as owners of objects and the audit log have it. Several "
                  "sections may give one name.",
          .required = true},
         &CallerConfig::name},
        {{.key = "user", .help = "The system's user, by name or number. Instead of group."},
         &CallerConfig::user},
        {{.key = "group",
          .help = "A group of the system that the user is in, by name or number. Instead of user."},
         &CallerConfig::group},
        {{.key = "governance",
          .kind = Kind::boolean,
          .fallback = "false",
          .help = "GOVERNANCE: may do everything."},
         [](CallerConfig& c, size_t value) { c.governance = value != 0; }},
        {{.key = "create_data_source",
          .kind = Kind::boolean,
          .fallback = "false",
          .help = "CREATE_DATA_SOURCE: may register connections."},
         [](CallerConfig& c, size_t value) { c.create_data_source = value != 0; }},
    };
    return settings;
}

const Settings<ConnectionConfig>& connection_settings() {
    using C = ConnectionConfig;
    static const Settings<C> settings = {
        {{.key = "name",
          .kind = Kind::name,
          .help = "The connection's name, first in the path of all its objects. To rename it is to "
                  "make another connection.",
          .required = true},
         &C::name},
        {{.key = "plugin",
          .kind = Kind::name,
          .help = "The plugin that crawls it.",
          .required = true},
         &C::plugin},
        {{.key = "active",
          .kind = Kind::boolean,
          .fallback = "false",
          .help =
              "Status of the connection's root. Applied when first read and when the value here "
              "changes; what is set by hand stands in between."},
         &C::active},
        {{.key = "activate_new",
          .kind = Kind::boolean,
          .fallback = "false",
          .help = "Whether objects that a crawl finds become active. Applied like active."},
         &C::activate_new},
        {{.key = "include",
          .kind = Kind::globs,
          .fallback = "**",
          .help = "Which objects are in scope, as patterns of paths below the connection: * stays "
                  "within one segment, ** crosses. A pattern that names a container covers all "
                  "below it."},
         &C::include},
        {{.key = "exclude",
          .kind = Kind::globs,
          .help = "Which of these are not. Exclude wins over include."},
         &C::exclude},
        {{.key = "every",
          .kind = Kind::duration,
          .fallback = "24h",
          .help = "How often it is crawled. Instead of at.",
          .min = kMinuteMs,
          .max = kYearMs},
         &C::every_ms},
        {{.key = "at",
          .kind = Kind::time_of_day,
          .help = "The time of day at which it is crawled, such as \"02:00\". Instead of every."},
         &C::at_minutes},
        {{.key = "timezone",
          .kind = Kind::timezone,
          .fallback = "UTC",
          .help = "The time zone of at, such as \"Europe/Berlin\"."},
         &C::timezone},
        {{.key = "jitter",
          .kind = Kind::duration,
          .fallback = "1m",
          .help = "Crawls begin up to this much later, each connection by an amount of its own, so "
                  "that not all begin at once.",
          .min = 0,
          .max = kDayMs},
         &C::jitter_ms},
        {{.key = "memory_limit",
          .kind = Kind::size,
          .fallback = "2GiB",
          .help = "A crawl whose process holds more memory is stopped.",
          .min = 16 * kMiB,
          .max = int64_t{1} << 50},
         &C::memory_limit_bytes},
        {{.key = "time_limit",
          .kind = Kind::duration,
          .fallback = "24h",
          .help = "A crawl that takes longer is stopped.",
          .min = kMinuteMs,
          .max = kYearMs},
         &C::time_limit_ms},
        {{.key = "no_progress",
          .kind = Kind::duration,
          .fallback = "15m",
          .help = "A crawl that is silent for this long is stopped. Time in which the daemon is "
                  "behind does not count.",
          .min = kSecondMs,
          .max = kYearMs},
         &C::no_progress_ms},
        {{.key = "full_every",
          .kind = Kind::integer,
          .fallback = "7",
          .help = "Every which crawl lists everything, also what the platform says is unchanged.",
          .min = 1,
          .max = 10000},
         &C::full_every},
        {{.key = "tombstone_retention",
          .kind = Kind::duration,
          .fallback = "90d",
          .help = "How long a removed object is remembered, to be the same one when it returns.",
          .min = kHourMs,
          .max = 100 * kYearMs},
         &C::tombstone_retention_ms},
    };
    return settings;
}

const Settings<GuardConfig>& guard_settings() {
    using G = GuardConfig;
    static const Settings<G> settings = {
        {{.key = "share",
          .kind = Kind::percent,
          .fallback = "20%",
          .help = "Removals are held when more than this share of a container's objects is missing "
                  "...",
          .min = 0,
          .max = 100},
         &G::share_percent},
        {{.key = "at_least",
          .kind = Kind::integer,
          .fallback = "50",
          .help = "... and it is at least this many. Everything in a container that held more than "
                  "one is always held.",
          .min = 1,
          .max = 1'000'000'000},
         &G::at_least},
        {{.key = "confirm",
          .kind = Kind::choice,
          .fallback = "next_crawl",
          .help =
              "What confirms held removals: a later crawl that finds the same, or only a person "
              "(objsyncctl removals).",
          .choices = {"next_crawl", "manual"}},
         [](G& guard, size_t choice) { guard.confirm = static_cast<Confirm>(choice); }},
        {{.key = "confirm_after",
          .kind = Kind::duration,
          .fallback = "10m",
          .help = "How much later such a crawl must have begun.",
          .min = 0,
          .max = kYearMs},
         &G::confirm_after_ms},
    };
    return settings;
}

const Settings<GuardPath>& guard_path_settings() {
    static const Settings<GuardPath> settings = {
        {{.key = "glob",
          .kind = Kind::glob,
          .help = "The containers for which other thresholds hold, as a pattern like those of "
                  "include. The first that covers a container counts.",
          .required = true},
         &GuardPath::glob},
        {{.key = "share",
          .kind = Kind::percent,
          .help = "As above; where not given, the value above.",
          .min = 0,
          .max = 100},
         &GuardPath::share_percent},
        {{.key = "at_least",
          .kind = Kind::integer,
          .help = "Likewise.",
          .min = 1,
          .max = 1'000'000'000},
         &GuardPath::at_least},
    };
    return settings;
}

const Settings<DefaultTagsConfig>& default_tags_settings() {
    using D = DefaultTagsConfig;
    static const Settings<D> settings = {
        {{.key = "glob",
          .kind = Kind::glob,
          .help = "The objects that get them, as a pattern like those of include. Of all patterns "
                  "that cover an object it gets the tags; of equal names the first one's.",
          .required = true},
         &D::glob},
        {{.key = "tags",
          .kind = Kind::tags,
          .help = "The tags, each \"name=value\", or \"name\" for one without a value.",
          .required = true},
         &D::tags},
    };
    return settings;
}

const Settings<SinkConfig>& sink_settings() {
    using S = SinkConfig;
    static const Settings<S> settings = {
        {{.key = "name",
          .kind = Kind::name,
          .help = "The sink's name. Under it the daemon remembers how far the sink has read.",
          .required = true},
         &S::name},
        {{.key = "type",
          .kind = Kind::choice,
          .help = "Where events go: a file of JSON lines, or standard output.",
          .choices = {"file", "stdout"},
          .required = true},
         [](S& sink, size_t choice) { sink.type = static_cast<SinkType>(choice); }},
        {{.key = "path", .kind = Kind::path, .help = "The file. Reopened on SIGUSR1."}, &S::path},
        {{.key = "rotate_size",
          .kind = Kind::size,
          .fallback = "100MiB",
          .help = "A file that has grown to this size is renamed to PATH.1 and a new one is begun.",
          .min = 4096,
          .max = int64_t{1} << 50},
         &S::rotate_size_bytes},
        {{.key = "keep",
          .kind = Kind::integer,
          .fallback = "0",
          .help = "How many such renamed files are kept; 0 keeps all, so that no event is lost.",
          .min = 0,
          .max = 100000},
         &S::keep},
    };
    return settings;
}

} // namespace objsync::config
