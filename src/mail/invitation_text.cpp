// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <array>
#include <boost/date_time/gregorian/gregorian_types.hpp>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "beckon/language/catalogue.hpp"
#include "beckon/language/check_catalogues.hpp"
#include "beckon/language/english.hpp"
#include "beckon/language/placeholders.hpp"
#include "beckon/language/translate.hpp"
#include "beckon/lifecycle/text.hpp"
#include "beckon/mail/invitation_mail.hpp"

namespace beckon {

namespace {

constexpr std::size_t max_name_length = 80;  // code points

/// At most `max_name_length` code points, with an ellipsis in place of what is cut off. Text that is not UTF-8 stays as
/// it is.
std::string shortened(std::string_view name) {
    std::string_view rest = name;
    std::size_t kept = 0;
    for (std::size_t length = 0; !rest.empty(); ++length) {
        if (length == max_name_length) return std::string(name.substr(0, kept)).append("\xE2\x80\xA6");
        kept = name.size() - rest.size();
        if (lifecycle::next_code_point(rest) == lifecycle::bad_utf8) break;
    }
    return std::string(name);
}

/// A name that a member typed.
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
std::string in_words(Instant instant, const Catalogue& catalogue) {
    constexpr std::array days{"mail.sunday",   "mail.monday", "mail.tuesday", "mail.wednesday",
                              "mail.thursday", "mail.friday", "mail.saturday"};
    constexpr std::array months{"mail.january",   "mail.february", "mail.march",    "mail.april",
                                "mail.may",       "mail.june",     "mail.july",     "mail.august",
                                "mail.september", "mail.october",  "mail.november", "mail.december"};
    const auto date = instant.date().year_month_day();
    const auto time = instant.time_of_day();
    return language::filled(translated("mail.expiry", catalogue),
                            {{"weekday", translated(days.at(instant.date().day_of_week().as_number()), catalogue)},
                             {"day", fmt::to_string(date.day.as_number())},
                             {"month", translated(months.at(date.month.as_number() - 1U), catalogue)},
                             {"year", fmt::to_string(static_cast<unsigned>(date.year))},
                             {"time", fmt::format("{:02}:{:02}", time.hours(), time.minutes())},
                             {"zone", "UTC"}});
}

/// The note, with `begin` before each of its lines and `between` between them.
std::string in_lines(std::string_view note, std::string_view begin, std::string_view between) {
    std::string lines(begin);
    for (const char c : note) c == '\n' ? lines.append(between).append(begin) : lines.append(1, c);
    return lines;
}

constexpr auto text_format =
    "{greeting}\n"
    "\n"
    "{invitation}\n"
    "\n"
    "{note}"
    "{open_link}\n"
    "\n"
    "{url}\n"
    "\n"
    "{validity}\n"
    "\n"
    "{recipient}\n"
    "\n"
    "{support}\n";

constexpr auto html_format =
    "<!DOCTYPE html>\n"
    "<html {language}>\n"
    "<head><meta charset=\"utf-8\"><title>{subject}</title></head>\n"
    "<body style=\"margin: 24px; font-family: sans-serif; font-size: 16px; line-height: 1.5; color: #222222\">\n"
    "<p>{greeting}</p>\n"
    "<p>{invitation}</p>\n"
    "{note}"
    "<p><a href=\"{url}\" style=\"display: inline-block; padding: 10px 20px; border-radius: 4px; "
    "background-color: #1f4fd8; color: #ffffff; text-decoration: none\">{button}</a></p>\n"
    "<p>{copy_link}<br>\n"
    "<a href=\"{url}\" style=\"word-break: break-all\">{url}</a></p>\n"
    "<p>{validity}</p>\n"
    "<p>{recipient}</p>\n"
    "<p>{support}</p>\n"
    "</body>\n"
    "</html>\n";

/// What precedes the note, and the note.
constexpr auto html_note =
    "<p>{}</p>\n"
    "<blockquote style=\"margin: 0 0 16px; padding: 0 0 0 16px; border-left: 4px solid #cccccc\">{}</blockquote>\n";

std::string html_language(const Catalogue& catalogue) {
    return fmt::format("lang=\"{}\"{}", escaped(catalogue.language), catalogue.right_to_left ? " dir=\"rtl\"" : "");
}

MailText invitation_text(const InvitationMail& mail, const Catalogue& catalogue) {
    const std::string& account = mail.account.name;
    const std::string user = presentable(mail.user.profile.name);
    const std::string inviter = presentable(mail.inviter_name);
    const std::string expiry = in_words(mail.expires_at, catalogue);
    const std::string note = without_links(mail.note);

    // The sentences of a part. `shown` writes plain text in the way of that part.
    const auto sentences = [&](auto shown, std::string shown_expiry) {
        const std::map<std::string_view, std::string> values{{"account", shown(account)},
                                                             {"user", shown(user)},
                                                             {"inviter", shown(inviter)},
                                                             {"expiry", std::move(shown_expiry)},
                                                             {"address", shown(mail.user.email.text())},
                                                             {"support", shown(mail.account.support_contact)}};
        const auto sentence = [&](std::string_view code) {
            return language::filled(shown(translated(code, catalogue)), values);
        };
        return std::map<std::string_view, std::string>{
            {"language", html_language(catalogue)},
            {"subject", sentence("mail.subject")},
            {"greeting", sentence(user.empty() ? "mail.greeting_without_name" : "mail.greeting")},
            {"invitation", sentence(inviter.empty() ? "mail.invitation_without_inviter" : "mail.invitation")},
            {"writes", sentence("mail.note")},
            {"open_link", sentence("mail.open_link")},
            {"button", sentence("mail.button")},
            {"copy_link", sentence("mail.copy_link")},
            {"url", shown(mail.url)},
            {"validity", sentence("mail.validity")},
            {"recipient", sentence("mail.recipient")},
            {"support", sentence("mail.support")}};
    };
    auto text = sentences([](const std::string& plain) { return plain; }, expiry);
    auto html =
        sentences([](const std::string& plain) { return escaped(plain); }, "<strong>" + escaped(expiry) + "</strong>");
    text["note"] = note.empty() ? "" : fmt::format("{}\n\n{}\n\n", text.at("writes"), in_lines(note, "> ", "\n"));
    html["note"] = note.empty() ? "" : fmt::format(html_note, html.at("writes"), in_lines(escaped(note), "", "<br>\n"));
    return {.subject = text.at("subject"),
            .text = language::filled(text_format, text),
            .html = language::filled(html_format, html)};
}

bool has_mail(const Catalogue& catalogue) {
    const auto first = catalogue.texts.lower_bound("mail.");
    return first != catalogue.texts.end() && first->first.starts_with("mail.");
}

}  // namespace

std::string without_links(std::string_view text) {
    constexpr std::string_view hair_space = "\xE2\x80\x8A";
    std::string spaced;
    for (std::size_t i = 0; i < text.size(); ++i) {
        spaced += text[i];
        const char next = i + 1 < text.size() ? text[i + 1] : ' ';
        const bool in_word = std::string_view(" \n.,)").find(next) == std::string_view::npos;
        if ((text[i] == '.' && in_word) || (text[i] == ':' && next == '/')) spaced += hair_space;
    }
    return spaced;
}

MailText default_invitation_text(const InvitationMail& mail) { return invitation_text(mail, catalogues::english()); }

InvitationTemplate localized_invitation_text(std::vector<Catalogue> spoken) {
    check(spoken);
    return [spoken = std::move(spoken)](const InvitationMail& mail) {
        const Catalogue& catalogue = catalogue_for(spoken, mail.user.profile.locale);
        return invitation_text(mail, has_mail(catalogue) ? catalogue : catalogues::english());
    };
}

}  // namespace beckon
