// SPDX-License-Identifier: MIT
// What the types must not let through: one mistake for each macro; without any it compiles.
#include "beckon/lifecycle/decide.hpp"
#include "beckon/lifecycle/email_address.hpp"
#include "beckon/lifecycle/ids.hpp"
#include "beckon/lifecycle/user.hpp"

namespace {

[[maybe_unused]] bool uses(const beckon::AccountId& account, const beckon::EmailAddress& email) {
#ifdef BECKON_UNCHECKED_ACCOUNT
    const beckon::AccountId unchecked("acme");
    return unchecked == account;
#endif
#ifdef BECKON_UNCHECKED_ADDRESS
    const beckon::EmailAddress unchecked("deirdre@example.test");
    return unchecked == email;
#endif
#ifdef BECKON_CONFUSED_ACTION
    return beckon::Action::invite == beckon::Status::invite_sent;
#endif
#ifdef BECKON_UNREAD_ANSWER
    beckon::decide(nullptr, beckon::Resend{}, beckon::Host{}, {}, {}, {});
#endif
#ifdef BECKON_BARE_BRACES
    return beckon::ProfileChange{.roles = {}} == beckon::ProfileChange{};
#endif
    return account == account && email == email;
}

}  // namespace
