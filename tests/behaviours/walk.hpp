// SPDX-License-Identifier: MIT
#pragma once

#include "tests/support/world.hpp"

/// A product's help page, walked through as one story: each sentence of the page that the library has a part in, word
/// for word and with its markup, over the checks that prove it. What fails, fails under the last sentence reported.
#define PAGE_SAYS(sentence) INFO("The page says: " << (sentence))

namespace beckon::test_support {

/// What an administrator sees at an entry of a user's menu: nothing, or why it is greyed out.
inline std::optional<Refusal> greyed_out(World& world, Action action, const User& user, const Actor& by) {
    return refusal_of_action(world.service.available_actions(user.account, user.id, by).value(), action);
}

/// The newest mail that the server accepted.
inline const MailMessage& newest_mail(const World& world) { return world.mailer.handed.back().message; }

}  // namespace beckon::test_support
