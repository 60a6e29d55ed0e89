// SPDX-License-Identifier: MIT
#include "beckon/smtp/smtp_mailer.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <boost/algorithm/string/replace.hpp>
#include <cstring>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "smtp/classify.hpp"
#include "smtp/dialogue.hpp"

namespace beckon {
namespace {

using Security = SmtpOptions::Security;

// ---- options

[[noreturn]] void refuse(const char* why) { throw std::invalid_argument(std::string("SMTP options: ") + why); }

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

bool is_host_name(std::string_view text) {
    constexpr std::string_view inner = "-_.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    return !text.empty() && text.size() <= 253 && text.front() != '-' && text.front() != '.' &&
           text.find_first_not_of(inner) == std::string_view::npos;
}

bool is_ipv6(const std::string& text) {
    in6_addr address{};
    return inet_pton(AF_INET6, text.c_str(), &address) == 1 && std::strlen(text.c_str()) == text.size();
}

bool is_loopback(const std::string& host) {
    in_addr address{};
    if (inet_pton(AF_INET, host.c_str(), &address) == 1) return ntohl(address.s_addr) >> 24U == 127;
    return host == "::1" || ascii_lower(host) == "localhost";
}

void check(const SmtpOptions& options) {
    using std::chrono::milliseconds;
    if (!is_host_name(options.host) && !is_ipv6(options.host)) refuse("host: not a host name or address");
    if (options.port == 0) refuse("port: 0 is no port");
    if (!options.hello_name.empty() && !is_host_name(options.hello_name)) refuse("hello_name: not a host name");
    if (options.connect_timeout <= milliseconds::zero()) refuse("connect_timeout: not positive");
    if (options.total_timeout <= milliseconds::zero()) refuse("total_timeout: not positive");
    if (std::any_of(options.username.begin(), options.username.end(), is_control)) {
        refuse("username: holds a control character");
    }
    if (std::any_of(options.password.begin(), options.password.end(), is_control)) {
        refuse("password: holds a control character");
    }
    if (options.username.empty() && !options.password.empty()) refuse("username: missing, though there is a password");
    if (!options.username.empty() && options.password.empty()) refuse("password: missing, though there is a username");
    if (!options.ca_file.empty() && !std::ifstream(options.ca_file)) refuse("ca_file: cannot be read");
    if (options.security == Security::none) {
        if (!options.ca_file.empty()) refuse("ca_file: there is no TLS that it could serve");
        if (!options.username.empty() && !is_loopback(options.host)) {
            refuse("security: credentials would cross the network in clear");
        }
    }
}

std::string url_for(const SmtpOptions& options) {
    const std::string scheme = options.security == Security::tls ? "smtps" : "smtp";
    const std::string host = is_ipv6(options.host) ? "[" + options.host + "]" : options.host;
    return scheme + "://" + host + ":" + std::to_string(options.port) + "/" + options.hello_name;
}

// ---- libcurl

CURLcode make_curl_ready() {
    static const CURLcode result = curl_global_init(CURL_GLOBAL_DEFAULT);
    return result;
}

struct FreeHandle {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, FreeHandle>;
using List = std::unique_ptr<curl_slist, FreeList>;

// What the callbacks see of one email on its way.
struct Transfer {
    std::string_view unread;
    smtp::Dialogue dialogue{};
};

std::size_t read_mail(char* buffer, std::size_t size, std::size_t count, void* transfer_pointer) {
    Transfer& transfer = *static_cast<Transfer*>(transfer_pointer);
    transfer.dialogue.body_begins();
    const std::size_t taken = transfer.unread.copy(buffer, size * count);
    transfer.unread.remove_prefix(taken);
    // libcurl asks again when the rest is on its way. The final dot cannot have been sent before that.
    if (taken == 0) transfer.dialogue.body_ends();
    return taken;
}

int listen(CURL*, curl_infotype type, char* octets, std::size_t size, void* transfer_pointer) {
    Transfer& transfer = *static_cast<Transfer*>(transfer_pointer);
    if (type == CURLINFO_HEADER_OUT) transfer.dialogue.client_sent({octets, size});
    if (type == CURLINFO_HEADER_IN) transfer.dialogue.server_sent({octets, size});
    return 0;
}

// Sets options until one fails, and remembers that.
class Setup {
public:
    explicit Setup(CURL* handle) : handle_(handle) {}

    template <class Value>
    void set(CURLoption option, Value value) {
        if (result_ == CURLE_OK) result_ = curl_easy_setopt(handle_, option, value);
    }
    void set(CURLoption option, const std::string& value) { set(option, value.c_str()); }

    CURLcode result() const { return result_; }

private:
    CURL* handle_;
    CURLcode result_ = CURLE_OK;
};

void set_server(Setup& setup, const SmtpOptions& options, const std::string& url) {
    setup.set(CURLOPT_URL, url);
    setup.set(CURLOPT_PROTOCOLS_STR, options.security == Security::tls ? "smtps" : "smtp");
    setup.set(CURLOPT_PROXY, "");
    setup.set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    if (!options.username.empty()) {
        setup.set(CURLOPT_USERNAME, options.username);
        setup.set(CURLOPT_PASSWORD, options.password);
    }

    setup.set(CURLOPT_USE_SSL,
              static_cast<long>(options.security == Security::starttls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    setup.set(CURLOPT_SSL_VERIFYPEER, 1L);
    setup.set(CURLOPT_SSL_VERIFYHOST, 2L);
    setup.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!options.ca_file.empty()) {
        setup.set(CURLOPT_CAINFO, options.ca_file);
        setup.set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));  // Otherwise the system's would be trusted too.
    }

    // The last one, in whole seconds, limits the wait for the reply to QUIT, which the total does not.
    using std::chrono::ceil;
    setup.set(CURLOPT_NOSIGNAL, 1L);
    setup.set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
    setup.set(CURLOPT_TIMEOUT_MS, static_cast<long>(options.total_timeout.count()));
    setup.set(CURLOPT_SERVER_RESPONSE_TIMEOUT,
              static_cast<long>(ceil<std::chrono::seconds>(options.total_timeout).count()));
}

void set_mail(Setup& setup, const MailMessage& message, const curl_slist* recipients, Transfer& transfer) {
    setup.set(CURLOPT_MAIL_FROM, "<" + message.from.text() + ">");
    setup.set(CURLOPT_MAIL_RCPT, recipients);
    // The size is not announced: libcurl 7.88 would count the dots that it adds towards it and cut the email short, and
    // would not ask for more at the end, which is how the end is noticed.
    setup.set(CURLOPT_UPLOAD, 1L);
    setup.set(CURLOPT_READFUNCTION, &read_mail);
    setup.set(CURLOPT_READDATA, &transfer);
    setup.set(CURLOPT_VERBOSE, 1L);
    setup.set(CURLOPT_DEBUGFUNCTION, &listen);
    setup.set(CURLOPT_DEBUGDATA, &transfer);
}

// ---- outcomes

MailOutcome not_tried(MailOutcome::Kind kind, std::string detail) {
    return {.kind = kind, .server_reached = false, .detail = std::move(detail)};
}

bool is_sound(const EmailAddress& address) { return !EmailAddress::parse(address.text()).has_error(); }

}  // namespace

SmtpMailer::SmtpMailer(SmtpOptions options) : options_(std::move(options)) {
    check(options_);
    url_ = url_for(options_);
    if (make_curl_ready() != CURLE_OK) throw std::runtime_error("libcurl cannot be initialized");
}

MailOutcome SmtpMailer::send(const MailMessage& message) {
    // libcurl 7.88 writes whatever the addresses contain into its commands, even line breaks.
    if (!is_sound(message.from) || !is_sound(message.to)) {
        MailOutcome outcome = not_tried(MailOutcome::Kind::rejected, "the envelope holds no valid address");
        outcome.enhanced = "5.1.3";  // Bad destination mailbox address syntax.
        return outcome;
    }
    const Handle handle(curl_easy_init());
    const List recipients(curl_slist_append(nullptr, ("<" + message.to.text() + ">").c_str()));
    if (!handle || !recipients) return not_tried(MailOutcome::Kind::deferred, "out of memory");

    Transfer transfer{.unread = message.data};
    std::array<char, CURL_ERROR_SIZE> error{};
    Setup setup(handle.get());
    setup.set(CURLOPT_ERRORBUFFER, error.data());
    set_server(setup, options_, url_);
    set_mail(setup, message, recipients.get(), transfer);

    const CURLcode result = setup.result() == CURLE_OK ? curl_easy_perform(handle.get()) : setup.result();
    const std::string_view problem = result == CURLE_OK ? ""
                                     : error[0] != '\0' ? error.data()
                                                        : curl_easy_strerror(result);
    const auto verdict = smtp::classify(result == CURLE_OK, transfer.dialogue.stage(), transfer.dialogue.reply());
    std::string account = smtp::describe(transfer.dialogue, problem);
    if (!options_.username.empty()) {
        boost::algorithm::replace_all(account, options_.password, "***");
        boost::algorithm::replace_all(account, options_.username, "***");
    }
    return {.kind = verdict.kind,
            .server_reached = verdict.server_reached,
            .stage = transfer.dialogue.stage(),
            .reply = transfer.dialogue.reply(),
            .enhanced = smtp::enhanced_code(transfer.dialogue.reply() != 0 ? transfer.dialogue.text() : ""),
            .detail = smtp::printable(std::move(account))};
}

}  // namespace beckon
