#include "daemon/cli/client.h"

#include <curl/curl.h>

#include <cctype>
#include <cstring>
#include <exception>
#include <fstream>
#include <memory>

#include "core/base/error.h"

namespace objsync::cli {

namespace {

// No answer of the daemon is larger; streams are not kept.
constexpr size_t kMaxAnswer = 256u << 20;

std::string encode(std::string_view text, std::string_view kept) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto b = static_cast<unsigned char>(c);
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (letter || (c >= '0' && c <= '9') || kept.find(c) != std::string_view::npos) {
            out += c;
        } else {
            out += {'%', kHex[b >> 4], kHex[b & 15]};
        }
    }
    return out;
}

Failure failure_of(long status, const std::string& body) {
    json::Value problem;
    try {
        problem = json::parse(body);
    } catch (const Error&) {
        // Not ours: the text below says at least which status came.
    }
    std::string title = problem["title"].text();
    if (title.empty()) title = "the daemon answered with HTTP status " + std::to_string(status);
    std::vector<std::string> mistakes;
    for (const json::Value& mistake : problem["mistakes"].items())
        mistakes.push_back(mistake.text());
    Failure failure(kFailed, title, problem["detail"].text(), problem["whatToDo"].text(),
                    std::move(mistakes));
    if (problem.is_object()) failure.json = body;
    return failure;
}

std::string read_token(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::string token;
    if (!in || !std::getline(in, token)) {
        throw Failure(kUsage, "The token file cannot be read",
                      file + ": " + (in.eof() ? "it is empty" : std::strerror(errno)),
                      "objsyncctl token create prints a token; put it into this file, mode 0600");
    }
    while (!token.empty() && std::isspace(static_cast<unsigned char>(token.back())) != 0)
        token.pop_back();
    for (const char c : token) {
        if (c <= ' ' || c == 0x7f)
            throw Failure(kUsage, "The token file holds no token", file + ": more than one word",
                          "it must hold the token alone, on one line");
    }
    return token;
}

} // namespace

class Client::Handle {
public:
    Handle() : curl_(curl_easy_init()), error_(CURL_ERROR_SIZE, '\0') {
        if (curl_ == nullptr) throw Failure(kFailed, "libcurl cannot be used");
    }
    ~Handle() {
        curl_slist_free_all(headers_);
        curl_easy_cleanup(curl_);
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;

    void prepare(const Address& address, const std::string& token, const char* method,
                 const std::string& path, const std::string* body) {
        curl_easy_reset(curl_);
        if (address.url.empty()) {
            set(CURLOPT_UNIX_SOCKET_PATH, address.socket.c_str());
            set(CURLOPT_URL, ("http://objsync" + path).c_str());
        } else {
            set(CURLOPT_URL, (address.url + path).c_str());
            if (!address.ca_file.empty()) set(CURLOPT_CAINFO, address.ca_file.c_str());
        }
        // A name may be "..", encoded or not: nothing is to be tidied up.
        set(CURLOPT_PATH_AS_IS, 1L);
        set(CURLOPT_CUSTOMREQUEST, method);
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_NOPROXY, "*");
        set(CURLOPT_CONNECTTIMEOUT_MS, 10'000L);
        set(CURLOPT_ERRORBUFFER, error_.data());
        curl_slist_free_all(std::exchange(headers_, nullptr));
        if (!token.empty()) add_header("Authorization: Bearer " + token);
        if (body != nullptr) add_header("Content-Type: application/json");
        set(CURLOPT_HTTPHEADER, headers_);
        if (body == nullptr) return;
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body->size()));
        set(CURLOPT_COPYPOSTFIELDS, body->c_str());
        set(CURLOPT_CUSTOMREQUEST, method);
    }

    using Sink = std::function<bool(std::string_view)>;
    CURLcode perform(const Sink& sink) {
        sink_ = &sink;
        set(CURLOPT_WRITEDATA, this);
        set(CURLOPT_WRITEFUNCTION, &Handle::on_data);
        const CURLcode code = curl_easy_perform(curl_);
        if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
        return code;
    }

    [[nodiscard]] long status() {
        long code = 0;
        curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &code);
        return code;
    }

    [[nodiscard]] std::string why(CURLcode code) {
        // Of a refused connection libcurl's own text names a host and a port, which there are none
        // of.
        long number = 0;
        curl_easy_getinfo(curl_, CURLINFO_OS_ERRNO, &number);
        if (code == CURLE_COULDNT_CONNECT && number != 0)
            return std::strerror(static_cast<int>(number));
        return error_[0] != '\0' ? error_.c_str() : curl_easy_strerror(code);
    }

private:
    // Nothing may be thrown through libcurl, which is C.
    static size_t on_data(const char* data, size_t one, size_t size, Handle* self) noexcept {
        try {
            return (*self->sink_)(std::string_view(data, one * size)) ? one * size : 0;
        } catch (...) {
            self->thrown_ = std::current_exception();
            return 0;
        }
    }

    void add_header(const std::string& header) {
        curl_slist* longer = curl_slist_append(headers_, header.c_str());
        if (longer == nullptr) throw Failure(kFailed, "There is no memory");
        headers_ = longer;
    }

    template <typename T>
    void set(CURLoption option, T value) {
        curl_easy_setopt(curl_, option, value);
    }

    CURL* curl_;
    curl_slist* headers_ = nullptr;
    const Sink* sink_ = nullptr;
    std::exception_ptr thrown_;
    std::string error_;
};

Client::Client(Address address) : address_(std::move(address)), handle_(new Handle) {
    while (!address_.url.empty() && address_.url.back() == '/')
        address_.url.pop_back();
    if (!address_.url.empty() && address_.url.rfind("https://", 0) != 0 &&
        address_.url.rfind("http://", 0) != 0) {
        throw Failure(kUsage, "This is no address of a daemon", "--url " + address_.url,
                      "it looks like https://host:port");
    }
    if (!address_.token_file.empty()) token_ = read_token(address_.token_file);
}

Client::~Client() = default;

std::string Client::get(const std::string& path) {
    return request("GET", path, nullptr);
}

std::string Client::post(const std::string& path, const std::string& body) {
    return request("POST", path, &body);
}

std::string Client::put(const std::string& path, const std::string& body) {
    return request("PUT", path, &body);
}

std::string Client::remove(const std::string& path) {
    return request("DELETE", path, nullptr);
}

void Client::prepare(const char* method, const std::string& path, const std::string* body) {
    handle_->prepare(address_, token_, method, path, body);
}

Failure Client::unreachable(const std::string& why) const {
    if (!address_.url.empty()) {
        return Failure(kUnreachable, "The daemon cannot be reached",
                       "no answer from " + address_.url + ": " + why,
                       "is this its address (--url), does it listen there ([control] listen in its "
                       "configuration), and is its certificate trusted (--ca)?");
    }
    return Failure(
        kUnreachable, "The daemon cannot be reached",
        "no answer on " + address_.socket + ": " + why,
        "is it running (systemctl status objsyncd), is this its socket (--socket), and may "
        "you use it?");
}

std::string Client::request(const char* method, const std::string& path, const std::string* body) {
    prepare(method, path, body);
    std::string answer;
    const CURLcode code = handle_->perform([&](std::string_view data) {
        answer.append(data);
        return answer.size() <= kMaxAnswer;
    });
    const long status = handle_->status();
    if (code != CURLE_OK && status < 400) throw unreachable(handle_->why(code));
    if (status < 200 || status >= 300) throw failure_of(status, answer);
    return answer;
}

bool Client::stream(const std::string& path, const std::function<bool(std::string_view)>& on_line) {
    prepare("GET", path, nullptr);
    std::string left;
    bool stopped = false;
    const CURLcode code = handle_->perform([&](std::string_view data) {
        left.append(data);
        if (handle_->status() >= 300) return left.size() <= kMaxAnswer;
        size_t begin = 0;
        for (size_t end = left.find('\n'); end != std::string::npos; end = left.find('\n', begin)) {
            if (!on_line(std::string_view(left).substr(begin, end - begin))) {
                stopped = true;
                return false;
            }
            begin = end + 1;
        }
        left.erase(0, begin);
        return left.size() <= kMaxAnswer;
    });
    if (stopped) return false;
    const long status = handle_->status();
    if (code != CURLE_OK && status == 0) throw unreachable(handle_->why(code));
    if (status >= 300) throw failure_of(status, left);
    return code == CURLE_OK;
}

std::string url_path(std::string_view text) {
    return encode(text, "-._~!$&'()*+,;=:@/%");
}

// A "%" of the path text is a byte like any other here: the daemon decodes the value once.
std::string url_value(std::string_view text) {
    return encode(text, "-._~/:@");
}

} // namespace objsync::cli
