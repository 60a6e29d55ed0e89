// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "../support/received_mail.hpp"
#include "beckon/service/service.hpp"

/// What the tour prints.
namespace tour::screen {

/// A product's name, in large letters.
void title(std::string_view text);

/// A step's name, and the time on the made-up clock.
void step(std::string_view text, beckon::Instant now);

/// One line of what happens.
void line(std::string_view text);

/// The state of a user after something was done.
void success(std::string_view what, const beckon::User& user, beckon::Instant now);

/// Why something was refused, and what to do instead.
void refusal(const beckon::Refusal& refusal);

/// What the page that a link leads to says.
void link(std::string_view which, const beckon::LinkReport& report);

/// The email as the invitee's program shows it. `whole`: with the text.
void mail(const examples::ReceivedMail& mail, bool whole);

/// The Users list with the products' columns, including "Joined".
void users(const std::vector<beckon::User>& users, beckon::Instant now);

/// The menu of one user: what is enabled, and what is greyed out, with the reason.
void menu(const std::vector<beckon::Availability>& actions);

/// What happened to one user.
void history(const std::vector<beckon::PlacedEvent>& events);

/// "2026-03-02 09:00 UTC", with seconds and microseconds if there are any.
std::string time(beckon::Instant instant);

}  // namespace tour::screen
