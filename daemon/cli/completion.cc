#include "daemon/cli/completion.h"

#include <CLI/App.hpp>
#include <algorithm>

namespace objsync::cli {

namespace {

bool begins(const std::string& word, const std::string& with) {
    return word.compare(0, with.size(), with) == 0;
}

// "{on,off,inherit}" in an option's type, as a check for membership writes it.
std::vector<std::string> choices_of(const CLI::Option& option) {
    const std::string type = option.get_type_name();
    const size_t open = type.find('{'), close = type.find('}');
    std::vector<std::string> choices;
    if (open == std::string::npos || close == std::string::npos) return choices;
    for (size_t at = open + 1; at < close;) {
        const size_t end = std::min(type.find(',', at), close);
        choices.push_back(type.substr(at, end - at));
        at = end + 1;
    }
    return choices;
}

// What stands in help as the option's value: PATH, CONNECTION, FILE.
std::string value_name(const CLI::Option& option) {
    if (option.get_positional()) return option.get_name(true, false);
    return option.get_type_name();
}

class Walk {
public:
    Walk(const CLI::App& app, NameSource& names) : at_(&app), names_(names) {}

    // A word that is typed and done.
    void pass(const std::string& word) {
        if (pending_ != nullptr) {
            pending_ = nullptr;
            if (of_root_) root_options_.push_back(word);
        } else if (word == "--") {
            options_over_ = true;
        } else if (!options_over_ && word.size() > 1 && word[0] == '-') {
            const CLI::Option* option = option_of(word);
            if (option == nullptr || option->get_items_expected_max() == 0) return;
            const CLI::App& root = *reach().back();
            of_root_ = root.get_option_no_throw("--" + option->get_lnames().front()) == option;
            if (of_root_) root_options_.push_back(word);
            if (word.find('=') == std::string::npos) pending_ = option;
        } else if (const CLI::App* next = command_of(word)) {
            apps_.push_back(at_);
            at_ = next;
            positionals_ = 0;
        } else {
            ++positionals_;
        }
    }

    [[nodiscard]] Completion end(const std::string& word) {
        if (pending_ != nullptr) return values(*pending_, word, "");
        if (!options_over_ && begins(word, "-")) {
            const size_t equals = word.find('=');
            if (equals == std::string::npos) return options(word);
            const CLI::Option* option = option_of(word);
            if (option == nullptr) return {};
            return values(*option, word.substr(equals + 1), word.substr(0, equals + 1));
        }
        Completion found;
        if (positionals_ == 0) found = commands(word);
        if (const CLI::Option* positional = positional_at(positionals_)) {
            Completion more = values(*positional, word, "");
            found.files = more.files;
            found.candidates.insert(found.candidates.end(), more.candidates.begin(),
                                    more.candidates.end());
        }
        return found;
    }

    // The options with their values that hold for all commands, as they were typed.
    [[nodiscard]] const std::vector<std::string>& root_options() const { return root_options_; }

private:
    [[nodiscard]] const CLI::App* command_of(const std::string& word) const {
        if (positionals_ > 0) return nullptr;
        for (const CLI::App* app : at_->get_subcommands([](const CLI::App*) { return true; })) {
            if (app->get_name() == word) return app;
        }
        return nullptr;
    }

    [[nodiscard]] const CLI::Option* option_of(const std::string& word) const {
        const std::string name = word.substr(0, word.find('='));
        for (const CLI::App* app : reach()) {
            for (const CLI::Option* option : app->get_options()) {
                if (!option->get_positional() && option->check_name(name)) return option;
            }
        }
        return nullptr;
    }

    // Options of the commands above hold below as well.
    [[nodiscard]] std::vector<const CLI::App*> reach() const {
        std::vector<const CLI::App*> all = {at_};
        all.insert(all.end(), apps_.rbegin(), apps_.rend());
        return all;
    }

    [[nodiscard]] Completion commands(const std::string& word) const {
        Completion found;
        for (const CLI::App* app : at_->get_subcommands([](const CLI::App*) { return true; })) {
            if (!app->get_group().empty() && begins(app->get_name(), word))
                found.candidates.push_back({app->get_name(), app->get_description()});
        }
        return found;
    }

    [[nodiscard]] Completion options(const std::string& word) const {
        Completion found;
        for (const CLI::App* app : reach()) {
            for (const CLI::Option* option : app->get_options()) {
                for (const std::string& name : option->get_lnames()) {
                    if (begins("--" + name, word))
                        found.candidates.push_back({"--" + name, option->get_description()});
                }
            }
        }
        return found;
    }

    [[nodiscard]] const CLI::Option* positional_at(size_t index) const {
        const CLI::Option* last = nullptr;
        for (const CLI::Option* option : at_->get_options()) {
            if (!option->get_positional()) continue;
            last = option;
            if (index-- == 0) return option;
        }
        return last != nullptr && last->get_items_expected_max() > 1 ? last : nullptr;
    }

    [[nodiscard]] Completion values(const CLI::Option& option, const std::string& word,
                                    const std::string& before) {
        Completion found;
        for (const std::string& choice : choices_of(option)) {
            if (begins(choice, word)) found.candidates.push_back({before + choice, ""});
        }
        if (!found.candidates.empty()) return found;
        const std::string what = value_name(option);
        found.files = what == "FILE";
        if (what == "PATH") found.candidates = names_.paths(word);
        if (what == "CONNECTION") found.candidates = names_.connections(word);
        if (what == "JOB") found.candidates = names_.jobs(word);
        for (Candidate& candidate : found.candidates)
            candidate.word = before + candidate.word;
        return found;
    }

    const CLI::App* at_;
    std::vector<const CLI::App*> apps_;
    NameSource& names_;
    const CLI::Option* pending_ = nullptr; // whose value comes next
    std::vector<std::string> root_options_;
    bool of_root_ = false;
    size_t positionals_ = 0;
    bool options_over_ = false;
};

class DaemonNames final : public NameSource {
public:
    explicit DaemonNames(Client& client) : client_(client) {}

    std::vector<Candidate> connections(const std::string& begin) override {
        std::vector<Candidate> found;
        const json::Value answer = ask([&] { return client_.get("/data/connection"); });
        for (const json::Value& c : answer["connections"].items()) {
            if (begins(c["connectionKey"].text(), begin))
                found.push_back({c["connectionKey"].text(), c["plugin"].text()});
        }
        return found;
    }

    std::vector<Candidate> paths(const std::string& begin) override {
        const size_t slash = begin.rfind('/');
        if (slash == std::string::npos) {
            auto found = connections(begin);
            for (Candidate& candidate : found)
                candidate.word += "/";
            return found;
        }
        const json::Value answer = ask([&] {
            return client_.post("/data/object/search/" + url_path(begin.substr(0, slash)),
                                R"({"limit":1000,"depth":1})");
        });
        std::vector<Candidate> found;
        for (const json::Value& object : answer["objects"].items()) {
            const std::string path = join_path(object["objectPath"]);
            if (begins(path, begin))
                found.push_back(
                    {path + (object["isContainer"].boolean() ? "/" : ""), object["kind"].text()});
        }
        return found;
    }

    std::vector<Candidate> jobs(const std::string& begin) override {
        std::vector<Candidate> found;
        const json::Value answer = ask([&] { return client_.get("/jobs?limit=50"); });
        for (const json::Value& job : answer["jobs"].items()) {
            if (begins(job["id"].text(), begin))
                found.push_back({job["id"].text(), job["state"].text() + " " +
                                                       join_path(job["output"]["objectPath"])});
        }
        return found;
    }

private:
    template <typename Call>
    static json::Value ask(const Call& call) {
        try {
            return json::parse(call());
        } catch (const std::exception&) {
            return {};
        }
    }

    Client& client_;
};

} // namespace

Completion complete(const CLI::App& app, const std::vector<std::string>& words, NameSource& names) {
    Walk walk(app, names);
    for (size_t i = 0; i + 1 < words.size(); ++i)
        walk.pass(words[i]);
    return walk.end(words.empty() ? "" : words.back());
}

void print_completion(Context& context, CLI::App& app, const std::vector<std::string>& words) {
    struct NoNames final : NameSource {
        std::vector<Candidate> paths(const std::string&) override { return {}; }
        std::vector<Candidate> connections(const std::string&) override { return {}; }
        std::vector<Candidate> jobs(const std::string&) override { return {}; }
    } no_names;
    Walk walk(app, no_names);
    for (size_t i = 0; i + 1 < words.size(); ++i)
        walk.pass(words[i]);
    std::vector<std::string> given = walk.root_options();
    std::reverse(given.begin(), given.end()); // as the parser takes it
    try {
        app.parse(given);
    } catch (const std::exception&) {
        return; // such as a token file that is not there yet
    }
    DaemonNames names(*context.client);
    const Completion found = complete(app, words, names);
    if (found.files) context.out.line(":files");
    for (const Candidate& candidate : found.candidates) {
        context.out.line(clean(candidate.word) +
                         (candidate.about.empty() ? "" : "\t" + clean(candidate.about)));
    }
}

} // namespace objsync::cli
