// The statements that shape an account, each read from its words and done at once.
#pragma once

#include "tests/snowflake/account/account.h"
#include "tests/snowflake/shape/words.h"

namespace fake_snowflake::shaping {

// After the first word of each.
void create(Words& words, Account& account);
void drop(Words& words, Account& account);
void undrop(Words& words, Account& account);
void alter(Words& words, Account& account);
void grant(Words& words, Account& account);
void revoke(Words& words, Account& account);
void generate(Words& words, Account& account);
void set(Words& words, Account& account);

void create_role(Words& words, Account& account);
void create_user(Words& words, Account& account);
void alter_user(Words& words, Account& account);
void create_warehouse(Words& words, Account& account);
void alter_warehouse(Words& words, Account& account);

// What kind of object comes next: SECURE VIEW, ICEBERG TABLE ... UNKNOWN 'GRAPH'. False if none.
[[nodiscard]] bool accept_kind(Words& words, Object* out = nullptr);
[[nodiscard]] Column read_column(Words& words);
[[nodiscard]] Columns read_columns(Words& words); // ( ... )
// TAG db.schema.name, as the account calls it.
[[nodiscard]] std::string tag_name(Words& words);
// COMMENT = '...', if it comes next.
bool accept_comment(Words& words, std::optional<std::string>& out);

} // namespace fake_snowflake::shaping
