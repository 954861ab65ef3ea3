#include "tests/unit/control/roles.h"

#include "daemon/control/access.h"

namespace objsync::test {

using store::Role;

std::string ServerWithRoles::give(StoreMaker& store, const std::string& principal,
                                  int64_t permissions) {
    const control::NewToken token = control::make_token();
    (void)store::insert_token(store.db(),
                              {0, token.hash, principal, permissions, "", kNow, "root", {}, {}});
    return token.text;
}

ServerWithRoles::ServerWithRoles()
    : server_({}, [this](StoreMaker& store) {
          tokens_[As::governor] = give(store, "governor", store::kGovernance);
          tokens_[As::admin] = give(store, "admin", 0);
          tokens_[As::owner] = give(store, "owner", 0);
          tokens_[As::creator] = give(store, "creator", store::kCreateDataSource);
          tokens_[As::stranger] = give(store, "stranger", 0);
          tokens_[As::keeper] = give(store, "keeper", 0);
          tokens_[As::nobody] = control::make_token().text;
          store::set_owners(store.db(), kShop, Role::infrastructure_admin, {"admin"});
          store::set_owners(store.db(), kShop, Role::data_owner, {"keeper"});
          store::set_owners(store.db(), kMain, Role::data_owner, {"owner"});
          store::set_owners(store.db(), kLake, Role::data_owner, {"stranger"});
          store::set_owners(store.db(), kLake, Role::infrastructure_admin, {"stranger"});
      }) {}

Reply ServerWithRoles::ask(As who, const std::string& method, const std::string& path,
                           const std::string& body) {
    RawClient client(server_.socket());
    return client.request(method, path, body, "Authorization: Bearer " + tokens_[who] + "\r\n");
}

} // namespace objsync::test
