#include "tests/databricks/fake.h"

#include "tests/databricks/api/workspace.h"

namespace fake_databricks {

Fake::Fake(const WorkspaceOptions& options) {
    metastore.admin(kCrawler);
    sign_ins.token(kToken, kCrawler);
    add_workspace(options);
    // {authority}/{tenant}/oauth2/v2.0/token
    entra_ = std::make_unique<Server>([this](const Request& request) {
        const std::string tail = "/oauth2/v2.0/token";
        Reply reply;
        if (request.path.ends_with(tail)) {
            reply = sign_ins.entra(request,
                                   request.path.substr(1, request.path.size() - tail.size() - 1));
        } else {
            reply.status = 404;
        }
        log.add(request, reply.status);
        return reply;
    });
}

Fake::~Fake() = default;

std::string Fake::add_workspace(const WorkspaceOptions& options) {
    workspaces_.push_back(std::make_unique<Workspace>(*this, options));
    return workspaces_.back()->url();
}

std::string Fake::url() const {
    return workspaces_.front()->url();
}

size_t Fake::connections() const {
    size_t out = 0;
    for (const auto& workspace : workspaces_)
        out += workspace->server().connections();
    return out;
}

void Fake::release() {
    for (const auto& workspace : workspaces_)
        workspace->server().release();
}

} // namespace fake_databricks
