// Compiling this is the test: the live header has only appended to the frozen one: a plugin that
// was built against v1 finds every field where it was, and every constant means what it meant.
#include <stddef.h>
#include <stdint.h>

#define objsync_plugin_v1 frozen_objsync_plugin_v1
namespace v1 {
#include "tests/abi/v1/plugin.h"
}
#undef objsync_plugin_v1
#undef OBJSYNC_PLUGIN_H
#undef OBJSYNC_ABI_MINOR
#undef OBJSYNC_NO_TIME
#undef OBJSYNC_EXPORT
#include <objsync/plugin.h>

#define GREW(type) static_assert(sizeof(type) >= sizeof(v1::type), #type)
#define SAME_PLACE(type, field)                                         \
    static_assert(offsetof(type, field) == offsetof(v1::type, field) && \
                      sizeof(type::field) == sizeof(v1::type::field),   \
                  #type "." #field)
#define SAME_VALUE(name) static_assert(+name == +v1::name, #name)

GREW(objsync_str);
SAME_PLACE(objsync_str, data);
SAME_PLACE(objsync_str, len);

GREW(objsync_kind);
SAME_PLACE(objsync_kind, size);
SAME_PLACE(objsync_kind, name);
SAME_PLACE(objsync_kind, flags);
SAME_PLACE(objsync_kind, name_space);

GREW(objsync_option);
SAME_PLACE(objsync_option, size);
SAME_PLACE(objsync_option, name);
SAME_PLACE(objsync_option, type);
SAME_PLACE(objsync_option, flags);
SAME_PLACE(objsync_option, one_of);
SAME_PLACE(objsync_option, default_text);
SAME_PLACE(objsync_option, help);
SAME_PLACE(objsync_option, fields);
SAME_PLACE(objsync_option, n_fields);

GREW(objsync_description);
SAME_PLACE(objsync_description, size);
SAME_PLACE(objsync_description, name);
SAME_PLACE(objsync_description, version);
SAME_PLACE(objsync_description, levels);
SAME_PLACE(objsync_description, n_levels);
SAME_PLACE(objsync_description, kinds);
SAME_PLACE(objsync_description, n_kinds);
SAME_PLACE(objsync_description, options);
SAME_PLACE(objsync_description, n_options);

GREW(objsync_value);
SAME_PLACE(objsync_value, size);
SAME_PLACE(objsync_value, type);
SAME_PLACE(objsync_value, name);
SAME_PLACE(objsync_value, text);
SAME_PLACE(objsync_value, integer);
SAME_PLACE(objsync_value, items);
SAME_PLACE(objsync_value, n_items);

GREW(objsync_segment);
SAME_PLACE(objsync_segment, name);
SAME_PLACE(objsync_segment, name_space);

GREW(objsync_path);
SAME_PLACE(objsync_path, segments);
SAME_PLACE(objsync_path, n);

GREW(objsync_job);
SAME_PLACE(objsync_job, size);
SAME_PLACE(objsync_job, connection);
SAME_PLACE(objsync_job, options);
SAME_PLACE(objsync_job, targets);
SAME_PLACE(objsync_job, n_targets);
SAME_PLACE(objsync_job, flags);

GREW(objsync_source);
SAME_PLACE(objsync_source, size);
SAME_PLACE(objsync_source, identity);
SAME_PLACE(objsync_source, driver_version);
SAME_PLACE(objsync_source, server_version);
SAME_PLACE(objsync_source, levels);
SAME_PLACE(objsync_source, n_levels);

GREW(objsync_attribute);
SAME_PLACE(objsync_attribute, size);
SAME_PLACE(objsync_attribute, name);
SAME_PLACE(objsync_attribute, value);
SAME_PLACE(objsync_attribute, is_volatile);

GREW(objsync_column);
SAME_PLACE(objsync_column, size);
SAME_PLACE(objsync_column, name);
SAME_PLACE(objsync_column, ordinal);
SAME_PLACE(objsync_column, nullable);
SAME_PLACE(objsync_column, type);
SAME_PLACE(objsync_column, default_value);
SAME_PLACE(objsync_column, comment);
SAME_PLACE(objsync_column, stable_id);
SAME_PLACE(objsync_column, attributes);
SAME_PLACE(objsync_column, n_attributes);
SAME_PLACE(objsync_column, fields);
SAME_PLACE(objsync_column, n_fields);

GREW(objsync_tag);
SAME_PLACE(objsync_tag, size);
SAME_PLACE(objsync_tag, column);
SAME_PLACE(objsync_tag, name);
SAME_PLACE(objsync_tag, value);

GREW(objsync_object);
SAME_PLACE(objsync_object, size);
SAME_PLACE(objsync_object, name);
SAME_PLACE(objsync_object, kind);
SAME_PLACE(objsync_object, name_space);
SAME_PLACE(objsync_object, native_type);
SAME_PLACE(objsync_object, platform_id);
SAME_PLACE(objsync_object, owner);
SAME_PLACE(objsync_object, comment);
SAME_PLACE(objsync_object, definition);
SAME_PLACE(objsync_object, stamp);
SAME_PLACE(objsync_object, created_ms);
SAME_PLACE(objsync_object, modified_ms);
SAME_PLACE(objsync_object, has);
SAME_PLACE(objsync_object, columns);
SAME_PLACE(objsync_object, n_columns);
SAME_PLACE(objsync_object, tags);
SAME_PLACE(objsync_object, n_tags);
SAME_PLACE(objsync_object, attributes);
SAME_PLACE(objsync_object, n_attributes);

GREW(objsync_error);
SAME_PLACE(objsync_error, size);
SAME_PLACE(objsync_error, error_class);
SAME_PLACE(objsync_error, native_code);
SAME_PLACE(objsync_error, text);
SAME_PLACE(objsync_error, retry_after_ms);

GREW(objsync_end);
SAME_PLACE(objsync_end, size);
SAME_PLACE(objsync_end, outcome);
SAME_PLACE(objsync_end, basis);
SAME_PLACE(objsync_end, marker);
SAME_PLACE(objsync_end, filtered_by_permission);
SAME_PLACE(objsync_end, as_of_ms);
SAME_PLACE(objsync_end, error);

GREW(objsync_host);
SAME_PLACE(objsync_host, size);
SAME_PLACE(objsync_host, self);
SAME_PLACE(objsync_host, begin);
SAME_PLACE(objsync_host, wanted);
SAME_PLACE(objsync_host, scope_begin);
SAME_PLACE(objsync_host, object);
SAME_PLACE(objsync_host, keep);
SAME_PLACE(objsync_host, gone);
SAME_PLACE(objsync_host, stored_marker);
SAME_PLACE(objsync_host, stored_stamps);
SAME_PLACE(objsync_host, scope_end);
SAME_PLACE(objsync_host, facet_begin);
SAME_PLACE(objsync_host, facet_object);
SAME_PLACE(objsync_host, facet_end);
SAME_PLACE(objsync_host, answer);
SAME_PLACE(objsync_host, report);
SAME_PLACE(objsync_host, fail);
SAME_PLACE(objsync_host, secret);
SAME_PLACE(objsync_host, cancelled);
SAME_PLACE(objsync_host, cancel_fd);
SAME_PLACE(objsync_host, on_cancel);
SAME_PLACE(objsync_host, progress);
SAME_PLACE(objsync_host, log);
SAME_PLACE(objsync_host, count);

GREW(objsync_plugin);
SAME_PLACE(objsync_plugin, size);
SAME_PLACE(objsync_plugin, abi_minor);
SAME_PLACE(objsync_plugin, describe);
SAME_PLACE(objsync_plugin, check);
SAME_PLACE(objsync_plugin, crawl);
SAME_PLACE(objsync_plugin, lookup);

SAME_VALUE(OBJSYNC_OK);
SAME_VALUE(OBJSYNC_SKIP);
SAME_VALUE(OBJSYNC_CANCELLED);
SAME_VALUE(OBJSYNC_REFUSED);
SAME_VALUE(OBJSYNC_FAILED);
SAME_VALUE(OBJSYNC_KIND_CONTAINER);
SAME_VALUE(OBJSYNC_KIND_SOURCE);
SAME_VALUE(OBJSYNC_STRING);
SAME_VALUE(OBJSYNC_INTEGER);
SAME_VALUE(OBJSYNC_BOOLEAN);
SAME_VALUE(OBJSYNC_DURATION);
SAME_VALUE(OBJSYNC_SECRET);
SAME_VALUE(OBJSYNC_LIST);
SAME_VALUE(OBJSYNC_MAP);
SAME_VALUE(OBJSYNC_RECORDS);
SAME_VALUE(OBJSYNC_REQUIRED);
SAME_VALUE(OBJSYNC_JOB_FULL);
SAME_VALUE(OBJSYNC_NULLABLE_UNKNOWN);
SAME_VALUE(OBJSYNC_NULLABLE_YES);
SAME_VALUE(OBJSYNC_NULLABLE_NO);
SAME_VALUE(OBJSYNC_HAS_COLUMNS);
SAME_VALUE(OBJSYNC_HAS_TAGS);
SAME_VALUE(OBJSYNC_COMPLETE);
SAME_VALUE(OBJSYNC_UNCHANGED);
SAME_VALUE(OBJSYNC_UNCHANGED_BELOW);
SAME_VALUE(OBJSYNC_PARTIAL);
SAME_VALUE(OBJSYNC_DENIED);
SAME_VALUE(OBJSYNC_SCOPE_FAILED);
SAME_VALUE(OBJSYNC_ERROR_NONE);
SAME_VALUE(OBJSYNC_AUTH);
SAME_VALUE(OBJSYNC_ACCESS_DENIED);
SAME_VALUE(OBJSYNC_THROTTLED);
SAME_VALUE(OBJSYNC_UNAVAILABLE);
SAME_VALUE(OBJSYNC_TIMEOUT);
SAME_VALUE(OBJSYNC_BUG);
SAME_VALUE(OBJSYNC_FACET_COLUMNS);
SAME_VALUE(OBJSYNC_FACET_TAGS);
SAME_VALUE(OBJSYNC_FACET_DEFINITION);
SAME_VALUE(OBJSYNC_LOOKUP_OBJECT);
SAME_VALUE(OBJSYNC_LOOKUP_GONE);
SAME_VALUE(OBJSYNC_LOOKUP_DENIED);
SAME_VALUE(OBJSYNC_LOOKUP_UNKNOWN);
SAME_VALUE(OBJSYNC_CHECK_OK);
SAME_VALUE(OBJSYNC_CHECK_WARNING);
SAME_VALUE(OBJSYNC_CHECK_FAILED);
SAME_VALUE(OBJSYNC_LOG_DEBUG);
SAME_VALUE(OBJSYNC_LOG_INFO);
SAME_VALUE(OBJSYNC_LOG_WARNING);
SAME_VALUE(OBJSYNC_LOG_ERROR);
SAME_VALUE(OBJSYNC_COUNT_STATEMENTS);
SAME_VALUE(OBJSYNC_COUNT_REQUESTS);
SAME_VALUE(OBJSYNC_COUNT_BYTES);

// These have no size of their own, or are embedded by value: they can never grow.
static_assert(sizeof(objsync_str) == sizeof(v1::objsync_str));
static_assert(sizeof(objsync_segment) == sizeof(v1::objsync_segment));
static_assert(sizeof(objsync_path) == sizeof(v1::objsync_path));
static_assert(offsetof(objsync_end, error) + sizeof(v1::objsync_error) <= sizeof(objsync_end));
