// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include "beckon/lifecycle/words.hpp"

namespace beckon {

/// What to do instead. Numbers are stored and exported: new ones are appended, none ever changes.
enum class Remedy : std::uint16_t {
    none = 0,
    reset_password = 1,
    send_new_invitation = 2,
    resend = 3,
    ask_administrator = 4,
    open_latest_mail = 5,
    activate = 6,
    sign_in = 7,
    cancel_and_invite_again = 8,
    wait = 9,
    use_another_address = 10,
    deactivate = 11,
    cancel = 12,
    remove = 13,
    remove_and_invite_again = 14,
    invite_again = 15,
    edit = 16,
    save_as_utf8 = 17,
    write_domain_in_ascii = 18,
    use_ascii_address = 19,
};

template <>
inline constexpr Word<Remedy> words_of<Remedy>[] = {
    {Remedy::reset_password, "reset_password", "Reset the password instead."},
    {Remedy::send_new_invitation, "send_new_invitation", "Send a new invitation."},
    {Remedy::resend, "resend", "Resend the invitation."},
    {Remedy::ask_administrator, "ask_administrator", "Ask your administrator."},
    {Remedy::open_latest_mail, "open_latest_mail", "Open the link in the most recent invitation email."},
    {Remedy::activate, "activate", "Activate the user."},
    {Remedy::sign_in, "sign_in", "Sign in."},
    {Remedy::cancel_and_invite_again, "cancel_and_invite_again", "Cancel the invitation and invite the person again."},
    {Remedy::wait, "wait", "Wait, then try again."},
    {Remedy::use_another_address, "use_another_address", "Use another email address."},
    {Remedy::deactivate, "deactivate", "Deactivate the user instead."},
    {Remedy::cancel, "cancel", "Cancel the invitation instead."},
    {Remedy::remove, "remove", "Remove the user instead."},
    {Remedy::remove_and_invite_again, "remove_and_invite_again",
     "Remove the user and invite the person at the correct address."},
    {Remedy::invite_again, "invite_again", "Invite the person again."},
    {Remedy::edit, "edit", "Edit the user instead."},
    {Remedy::save_as_utf8, "save_as_utf8", "Save the file as \"CSV UTF-8\" and try again."},
    {Remedy::write_domain_in_ascii, "write_domain_in_ascii", "Write the domain in its \"xn--\" form."},
    {Remedy::use_ascii_address, "use_ascii_address",
     "Only ASCII is supported before the \"@\". Use another email address."},
};

static_assert(words_are_sound<Remedy>());

/// Returns the English sentence for a remedy, which says what to do instead. Empty for `none`.
constexpr std::string_view message(Remedy remedy) { return in_english(remedy); }

}  // namespace beckon
