// SPDX-License-Identifier: MIT
#include "smtp/dialogue.hpp"

#include <algorithm>

namespace beckon::smtp {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view name(Stage stage) {
    switch (stage) {
        case Stage::connect: return "connect";
        case Stage::hello: return "EHLO";
        case Stage::auth: return "AUTH";
        case Stage::mail_from: return "MAIL";
        case Stage::rcpt_to: return "RCPT";
        case Stage::data: return "DATA";
        case Stage::body: return "email";
        case Stage::end_of_data: return "end of email";
    }
    return {};
}

// "535 5.7.8 no such user" -> "535 5.7.8"
std::string_view codes_of(std::string_view reply) {
    const std::size_t end = std::min(reply.find_first_not_of("0123456789. "), reply.size());
    return reply.substr(0, reply.substr(0, end).find_last_not_of(' ') + 1);
}

}  // namespace

void Dialogue::advance(Stage stage) noexcept {
    stage_ = stage;
    reply_ = 0;
    over_ = false;
    text_.clear();
}

void Dialogue::client_sent(std::string_view command) noexcept {
    // The lines after AUTH are base64 and could spell DATA, hence the conditions.
    if (command.starts_with("MAIL FROM:")) {
        advance(Stage::mail_from);
    } else if (command.starts_with("RCPT TO:") && stage_ == Stage::mail_from) {
        advance(Stage::rcpt_to);
    } else if (command.starts_with("DATA") && stage_ == Stage::rcpt_to) {
        advance(Stage::data);
    } else if (command == "QUIT\r\n") {
        over_ = true;
    } else if (command.starts_with("AUTH ") || stage_ == Stage::auth) {
        advance(Stage::auth);
    } else if (stage_ <= Stage::hello) {
        advance(Stage::hello);
    }
}

void Dialogue::server_sent(std::string_view lines) noexcept {
    while (!lines.empty() && !over_) {
        const std::size_t end = std::min(lines.find('\n'), lines.size());
        std::string_view line = lines.substr(0, end);
        lines.remove_prefix(std::min(end + 1, lines.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        server_sent_line(line);
    }
}

void Dialogue::server_sent_line(std::string_view line) noexcept {
    if (reply_ != 0) text_.clear();
    reply_ = 0;
    if (!text_.empty() && text_.size() < max_text) text_ += ' ';
    text_ += line.substr(0, max_text - text_.size());
    const bool coded = line.size() >= 3 && std::all_of(line.begin(), line.begin() + 3, is_digit);
    if (coded && (line.size() == 3 || line[3] == ' ')) {
        reply_ = 100 * (line[0] - '0') + 10 * (line[1] - '0') + (line[2] - '0');
    }
}

void Dialogue::body_begins() noexcept {
    if (stage_ == Stage::data) advance(Stage::body);
}

void Dialogue::body_ends() noexcept {
    if (stage_ == Stage::body) advance(Stage::end_of_data);
}

std::string enhanced_code(std::string_view reply) {
    constexpr std::size_t begin = 4;  // After the three digits and a space or hyphen.
    std::string_view code = reply.substr(std::min(begin, reply.size()));
    code = code.substr(0, std::min(code.find(' '), code.size()));
    std::size_t part = 0;  // The digits since the last dot.
    int dots = 0;
    for (const char c : code) {
        const bool ends_part = c == '.' && part > 0 && dots < 2;
        if (!ends_part && !(is_digit(c) && part < (dots == 0 ? 1U : 3U))) return {};
        part = ends_part ? 0 : part + 1;
        dots += ends_part ? 1 : 0;
    }
    return dots == 2 && part > 0 ? std::string(code) : std::string();
}

std::string describe(const Dialogue& dialogue, std::string_view error) {
    std::string said(name(dialogue.stage()));
    said += ": ";
    if (dialogue.stage() == Stage::auth) {
        said.append(codes_of(dialogue.text())).append(" ").append(error);
    } else if (error.empty() || dialogue.reply() >= 400) {
        said += dialogue.text();
    } else {
        said += error;
        if (!dialogue.text().empty()) said.append(", after: ").append(dialogue.text());
    }
    return said;
}

std::string printable(std::string text) {
    constexpr std::size_t most = 400;
    text.resize(std::min(text.size(), most));
    for (char& c : text) {
        if (c < ' ' || c > '~') c = '?';
    }
    return text;
}

}  // namespace beckon::smtp
