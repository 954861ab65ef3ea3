// A small account in memory that answers the plugin's own statements, and fails where a test says
// so. It knows what the documents say of SHOW, INFORMATION_SCHEMA and ACCOUNT_USAGE, and no other
// SQL: a statement it does not know is a syntax error.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "plugins/snowflake/tests/scripted.h"

namespace objsync::snowflake::scripted {

struct ModelColumn {
    std::string name;
    std::string data_type = "NUMBER"; // and the parts that INFORMATION_SCHEMA has
    Cell length, precision = "38", scale = "0", fraction;
    std::string json = R"({"type":"FIXED","precision":38,"scale":0,"nullable":true})";
    std::string described; // of DESCRIBE: where the JSON does not tell the type
    bool nullable = true, structured = false;
    Cell default_value, collation, comment;

    static ModelColumn number(const std::string& name);
    static ModelColumn text(const std::string& name, int length);
    static ModelColumn vector(const std::string& name, int dimension);
};

struct ModelObject {
    std::string table_type = "BASE TABLE"; // of INFORMATION_SCHEMA
    std::string shown_kind = "TABLE";      // of SHOW OBJECTS
    bool dynamic = false, iceberg = false, event = false, external = false, materialized = false;
    bool hybrid = false, transient = false, temporary = false, secure = false;
    std::string owner = "OWNER", comment;
    int64_t created = 1600000000000, last_ddl = 1600000001000;
    Cell id;                           // TABLE_ID; NULL: ACCOUNT_USAGE does not know it yet
    bool in_information_schema = true; // false: seen by MANAGE GRANTS only
    bool in_show = true;
    std::vector<ModelColumn> columns{ModelColumn::number("ID")};
};

struct ModelSchema {
    int64_t created = 1500000000000;
    std::map<std::string, ModelObject> objects;
};

struct ModelDatabase {
    std::string kind = "STANDARD", origin;
    int64_t created = 1400000000000;
    std::map<std::string, ModelSchema> schemas;
};

struct ModelTag {
    std::string domain, database, schema, object;
    Cell column;
    std::string name, value;
};

// Fails statements that hold `part`, `times` times.
struct Fault {
    std::string part;
    Refusal failure;
    size_t at_row = 0; // 0: the statement itself
    int times = 1;
};

class AccountModel : public Platform {
public:
    std::map<std::string, ModelDatabase> databases;
    std::vector<ModelTag> tags;
    bool warehouse = true, usage = true;
    std::string warehouse_state = "STARTED";
    bool warehouse_resumes = true;
    size_t too_much = 1000000;   // rows of INFORMATION_SCHEMA before 090030
    size_t show_columns = 10000; // rows of SHOW COLUMNS before 090153
    int64_t now = 1700000000000;
    std::string locator = "AB12345", role = "CRAWLER";
    std::vector<Fault> faults;
    std::function<std::optional<Refusal>(const std::map<std::string, std::string>&)> on_sign_in;
    std::function<void(const std::string& sql)> on_statement;
    std::function<void(const std::string& sql, Reply&)> reshape; // what the platform would answer

    // "D", "S", "T": made where they are not there.
    ModelObject& object(const std::string& database, const std::string& schema,
                        const std::string& name);

    std::optional<Refusal> sign_in(const std::map<std::string, std::string>& keywords) override;
    Reply run(const std::string& sql) override;

    [[nodiscard]] std::vector<std::string> statements() const;
    [[nodiscard]] size_t count(const std::string& part) const; // statements that hold it
    void forget_statements();
    [[nodiscard]] int sign_ins() const { return sign_ins_; }
    // For the driver's keyword PLATFORM.
    [[nodiscard]] std::string address();

private:
    Reply answer(const std::string& sql);
    Reply show(const std::string& sql);
    Reply describe(const std::string& sql);
    Reply show_columns_answer(const std::string& sql);
    Reply information_schema(const std::string& sql);
    Reply account_usage(const std::string& sql);
    Reply context() const;

    mutable std::mutex mutex_;
    std::vector<std::string> log_;
    std::atomic<int> sign_ins_{0};
};

} // namespace objsync::snowflake::scripted
