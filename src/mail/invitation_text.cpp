// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <array>
#include <boost/date_time/gregorian/gregorian_types.hpp>
#include <cstddef>
#include <string_view>

#include "beckon/lifecycle/text.hpp"
#include "beckon/mail/invitation_mail.hpp"

namespace beckon {

namespace {

constexpr std::size_t max_name_length = 80;  // code points

/// With a space after each full stop and "scheme:" that something follows, so that no mail program makes a link of it:
/// "http://evil.example" becomes "http: //evil. example".
std::string without_links(std::string_view name) {
    std::string spaced;
    for (std::size_t i = 0; i < name.size(); ++i) {
        spaced += name[i];
        const char next = i + 1 < name.size() ? name[i + 1] : ' ';
        const bool in_word = next != ' ' && next != '.' && next != ',' && next != ')';
        if ((name[i] == '.' && in_word) || (name[i] == ':' && next == '/')) spaced += ' ';
    }
    return spaced;
}

/// At most `max_name_length` code points; what is cut off leaves an ellipsis. Text that is not UTF-8 stays as it is.
std::string shortened(std::string_view name) {
    std::string_view rest = name;
    std::size_t kept = 0;
    for (std::size_t length = 0; !rest.empty(); ++length) {
        if (length == max_name_length) return std::string(name.substr(0, kept)).append("\xE2\x80\xA6");
        kept = name.size() - rest.size();
        if (detail::next_code_point(rest) == detail::bad_utf8) break;
    }
    return std::string(name);
}

std::string presentable(std::string_view name) { return shortened(without_links(name)); }

std::string escaped(std::string_view text) {
    std::string html;
    for (const char c : text) {
        switch (c) {
            case '&': html += "&amp;"; break;
            case '<': html += "&lt;"; break;
            case '>': html += "&gt;"; break;
            case '"': html += "&quot;"; break;
            case '\'': html += "&#39;"; break;
            default: html += c;
        }
    }
    return html;
}

/// "Sunday, 4 January 2026, 14:05 UTC": the minute it falls in, so that the link never stops before the stated time.
std::string in_words(Instant instant) {
    constexpr std::array days{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
    constexpr std::array months{"January", "February", "March",     "April",   "May",      "June",
                                "July",    "August",   "September", "October", "November", "December"};
    const auto date = instant.date().year_month_day();
    const auto time = instant.time_of_day();
    return fmt::format("{}, {} {} {}, {:02}:{:02} UTC", days.at(instant.date().day_of_week().as_number()),
                       date.day.as_number(), months.at(date.month.as_number() - 1U), static_cast<unsigned>(date.year),
                       time.hours(), time.minutes());
}

constexpr auto text_format =
    "{greeting}\n"
    "\n"
    "{invitation}\n"
    "\n"
    "Open this link to accept the invitation or to see more about it:\n"
    "\n"
    "{url}\n"
    "\n"
    "The link works once, until {expiry}. After that, ask an administrator of {account} for a new invitation. The link "
    "is meant for you alone: please do not forward this mail.\n"
    "\n"
    "This mail was sent to {address}. If you did not expect it, ignore it: nothing happens unless the invitation is "
    "accepted.\n"
    "\n"
    "Questions? Contact {support}\n";

constexpr auto html_format =
    "<!DOCTYPE html>\n"
    "<html lang=\"en\">\n"
    "<head><meta charset=\"utf-8\"><title>{subject}</title></head>\n"
    "<body style=\"margin: 24px; font-family: sans-serif; font-size: 16px; line-height: 1.5; color: #222222\">\n"
    "<p>{greeting}</p>\n"
    "<p>{invitation}</p>\n"
    "<p><a href=\"{url}\" style=\"display: inline-block; padding: 10px 20px; border-radius: 4px; "
    "background-color: #1f4fd8; color: #ffffff; text-decoration: none\">Open the invitation</a></p>\n"
    "<p>Or copy this address into your browser:<br>\n"
    "<a href=\"{url}\" style=\"word-break: break-all\">{url}</a></p>\n"
    "<p>The link works once, until <strong>{expiry}</strong>. After that, ask an administrator of {account} for a new "
    "invitation. The link is meant for you alone: please do not forward this mail.</p>\n"
    "<p>This mail was sent to {address}. If you did not expect it, ignore it: nothing happens unless the invitation is "
    "accepted.</p>\n"
    "<p>Questions? Contact {support}</p>\n"
    "</body>\n"
    "</html>\n";

}  // namespace

MailText default_invitation_text(const InvitationMail& mail) {
    using fmt::arg;
    const std::string account = presentable(mail.account.name);
    const std::string user = presentable(mail.user.profile.name);
    const std::string inviter = presentable(mail.inviter_name);
    const std::string expiry = in_words(mail.expires_at);
    const std::string subject = fmt::format("Invitation to join {}", account);
    const std::string greeting = user.empty() ? "Hello," : fmt::format("Hello {},", user);
    const std::string invitation = inviter.empty() ? fmt::format("You are invited to join {}.", account)
                                                   : fmt::format("{} invites you to join {}.", inviter, account);
    const auto fill = [&](auto format, auto shown) {
        return fmt::format(fmt::runtime(format), arg("subject", shown(subject)), arg("greeting", shown(greeting)),
                           arg("invitation", shown(invitation)), arg("url", shown(mail.url)),
                           arg("expiry", shown(expiry)), arg("account", shown(account)),
                           arg("address", shown(mail.user.email.text())),
                           arg("support", shown(mail.account.support_contact)));
    };
    const auto as_it_is = [](const std::string& text) { return text; };
    return {.subject = subject, .text = fill(text_format, as_it_is), .html = fill(html_format, escaped)};
}

}  // namespace beckon
