#include "tests/snowflake/server/peer.h"

#include <exception>

namespace fake_snowflake {

namespace {

constexpr std::string_view kServerVersion = "9.21.1";

std::string failure_of(const SqlError& error) {
    return wire::encode(wire::Failure{error.state(), error.native(), error.what()});
}

} // namespace

Peer::Peer(wire::Socket socket, Shared& shared) : socket_(std::move(socket)), shared_(shared) {}

void Peer::stop() noexcept {
    socket_.shut_down();
}

void Peer::send(wire::Type type, std::string_view payload) {
    socket_.send(static_cast<uint8_t>(type), payload);
}

void Peer::serve() noexcept {
    try {
        serve_all();
    } catch (const wire::WireError&) {
        // The other side went away.
    } catch (const LoseNetworkNow&) {
        // As if it had.
    } catch (const std::exception& error) {
        shared_.log.defect(error.what());
    }
    cursor_.reset();
    if (own_) log_out();
    socket_.shut_down();
    finished_ = true;
}

void Peer::serve_all() {
    wire::Frame frame;
    for (;;) {
        socket_.receive(frame);
        guarded([&] { answer(frame); });
    }
}

template <typename Doing>
void Peer::guarded(Doing doing) {
    try {
        doing();
    } catch (const SqlError& error) {
        if (cursor_) cursor_->failed(error);
        cursor_.reset();
        send(wire::Type::failure, failure_of(error));
    } catch (const CrashNow&) {
        send(wire::Type::crash);
    } catch (const LoseNetworkNow&) {
        throw;
    } catch (const wire::WireError&) {
        throw;
    } catch (const std::exception& error) {
        shared_.log.defect(error.what());
        cursor_.reset();
        send(wire::Type::failure,
             failure_of(
                 SqlError("HY000", 999'999, std::string("a defect of the fake: ") + error.what())));
    }
}

void Peer::answer(const wire::Frame& frame) {
    const auto type = static_cast<wire::Type>(frame.type);
    if (type == wire::Type::login) return log_in(frame);
    if (type == wire::Type::attach) return attach(frame);
    if (!session_) throw wire::WireError("neither signed in nor a channel");
    switch (type) {
        case wire::Type::execute:
            return execute(frame);
        case wire::Type::fetch:
            return fetch();
        case wire::Type::cancel: {
            wire::Cancel cancel;
            wire::decode(frame.payload, cancel);
            if (session_->cancel(cancel.statement)) shared_.log.cancel();
            return send(wire::Type::done);
        }
        case wire::Type::heartbeat:
            session_->check();
            shared_.log.heartbeat();
            return send(wire::Type::done);
        case wire::Type::logout:
            log_out();
            return send(wire::Type::done);
        default:
            throw wire::WireError("an unknown message");
    }
}

void Peer::log_in(const wire::Frame& frame) {
    wire::Login login;
    wire::decode(frame.payload, login);
    const auto user = login.keywords.find("UID");
    const std::string name = user == login.keywords.end() ? "" : user->second;
    try {
        for (const Fault& fault : shared_.faults.take("LOGIN " + name)) {
            if (const auto* fail = std::get_if<Fail>(&fault.action)) {
                throw SqlError(fail->state, fail->native, fill_in(fail->text, login.keywords));
            }
            if (const auto* call = std::get_if<Call>(&fault.action)) (*call)();
            if (std::holds_alternative<Hang>(fault.action)) {
                Running(0).wait(socket_, std::nullopt, true);
            }
            if (std::holds_alternative<Crash>(fault.action)) throw CrashNow{};
            if (std::holds_alternative<LoseNetwork>(fault.action)) throw LoseNetworkNow{};
        }
        session_ =
            std::make_shared<OpenSession>(shared_.engine.sign_in(login.keywords), login.keywords);
    } catch (const SqlError& error) {
        shared_.log.login(0, login.keywords, error.native());
        throw;
    }
    own_ = true;
    shared_.sessions.add(session_);
    shared_.log.login(session_->id(), login.keywords, 0);
    wire::Welcome welcome;
    welcome.session = session_->id();
    welcome.token = session_->token();
    welcome.traits = shared_.settings.get().traits;
    welcome.server_version = kServerVersion;
    send(wire::Type::welcome, wire::encode(welcome));
}

void Peer::attach(const wire::Frame& frame) {
    wire::Attach attach;
    wire::decode(frame.payload, attach);
    session_ = shared_.sessions.find(attach.session, attach.token);
    send(wire::Type::done);
}

void Peer::execute(const wire::Frame& frame) {
    wire::Execute statement;
    wire::decode(frame.payload, statement);
    cursor_.reset();
    cursor_ = std::make_unique<Cursor>(session_, std::move(statement), shared_.settings.get(),
                                       shared_.faults, shared_.log);
    const wire::Described described = cursor_->run(socket_);
    if (described.columns.empty()) cursor_.reset();
    send(wire::Type::described, wire::encode(described));
}

void Peer::fetch() {
    const std::string chunk = cursor_ ? cursor_->next(socket_) : "";
    if (chunk.empty()) cursor_.reset();
    send(chunk.empty() ? wire::Type::end : wire::Type::chunk, chunk);
}

void Peer::log_out() {
    session_->end();
    shared_.sessions.remove(*session_);
}

} // namespace fake_snowflake
