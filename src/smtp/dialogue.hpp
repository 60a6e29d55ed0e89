// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "smtp/classify.hpp"

namespace beckon::smtp {

/// Follows an SMTP dialogue line by line, to know at its end what the client did last and what the server said to it.
///
/// Nothing that the client sends is kept, for it may hold credentials. Nothing is allocated after construction and
/// nothing thrown: it is fed from the callbacks of a C library.
class Dialogue {
public:
    Dialogue() { text_.reserve(max_text); }

    void client_sent(std::string_view command) noexcept;
    void server_sent(std::string_view lines) noexcept;

    /// The first octets of the mail are about to be sent.
    void body_begins() noexcept;
    /// All of the mail was handed over.
    void body_ends() noexcept;

    Stage stage() const noexcept { return stage_; }
    /// The code of the complete reply to what the client did last; 0: none came.
    int reply() const noexcept { return reply_; }
    /// What came from the server since, its lines joined by spaces and cut at 1,000 octets; not safe to print.
    std::string_view text() const noexcept { return text_; }

private:
    static constexpr std::size_t max_text = 1'000;

    void advance(Stage stage) noexcept;
    void server_sent_line(std::string_view line) noexcept;

    Stage stage_ = Stage::connect;
    int reply_ = 0;
    bool over_ = false;  // The client said QUIT: what follows is about that.
    std::string text_;
};

/// What happened, for people, as it came. `error` is the client's own account of a failure, empty where there was none;
/// a refusal in the server's words goes before it. Of a reply to AUTH only the codes are given, since its text may
/// quote the credentials.
std::string describe(const Dialogue& dialogue, std::string_view error);

/// `text` in printable ASCII, cut at 400 octets; every other octet is a question mark.
std::string printable(std::string text);

}  // namespace beckon::smtp
