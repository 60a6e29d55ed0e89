// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "smtp/classify.hpp"

namespace beckon::smtp {

/// Follows an SMTP dialogue line by line, to know at its end what the client did last and how the server answered.
///
/// Nothing that the client sends is kept, because it may contain credentials. Nothing is allocated after construction,
/// and nothing throws: it is called from the callbacks of a C library.
class Dialogue {
public:
    Dialogue() { text_.reserve(max_text); }

    void client_sent(std::string_view command) noexcept;
    void server_sent(std::string_view lines) noexcept;

    /// The first octets of the email are about to be sent.
    void body_begins() noexcept;
    /// All of the email was handed over.
    void body_ends() noexcept;

    Stage stage() const noexcept { return stage_; }
    /// The code of the complete reply to what the client did last, or 0 if none came.
    int reply() const noexcept { return reply_; }
    /// What the server has sent since, its lines joined by spaces and cut at 1,000 octets. Not safe to print.
    std::string_view text() const noexcept { return text_; }

private:
    static constexpr std::size_t max_text = 1'000;

    void advance(Stage stage) noexcept;
    void server_sent_line(std::string_view line) noexcept;

    Stage stage_ = Stage::connect;
    int reply_ = 0;
    bool over_ = false;  // The client said QUIT: everything after is about that.
    std::string text_;
};

/// The enhanced code at the beginning of a reply (RFC 2034), such as "5.1.1" in "550 5.1.1 No such user". Empty: none.
std::string enhanced_code(std::string_view reply);

/// What happened, for people. `error` is the client's own description of a failure, or empty; a refusal in the server's
/// words takes precedence. Of a reply to AUTH only the codes are shown, because its text may quote the credentials.
std::string describe(const Dialogue& dialogue, std::string_view error);

/// `text` in printable ASCII, cut at 400 octets. Every other octet becomes a question mark.
std::string printable(std::string text);

}  // namespace beckon::smtp
