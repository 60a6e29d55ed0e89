// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include "beckon/lifecycle/words.hpp"

namespace beckon {

/// Everything that can be done to a user. Numbers are stored and exported: new ones are appended, none ever changes.
enum class Action : std::uint8_t {
    invite = 1,
    adopt = 2,
    resend = 3,
    send_new = 4,
    copy_link = 5,
    begin_setup = 6,
    accept = 7,
    decline = 8,
    correct_email = 9,
    cancel = 10,
    deactivate = 11,
    activate = 12,
    remove = 13,
    edit = 14,
};

template <>
inline constexpr Word<Action> words_of<Action>[] = {
    {Action::invite, "invite", "Invite"},
    {Action::adopt, "adopt", "Adopt"},
    {Action::resend, "resend", "Resend invite"},
    {Action::send_new, "send_new", "Send new invitation"},
    {Action::copy_link, "copy_link", "Copy invitation link"},
    {Action::begin_setup, "begin_setup", "Begin set-up"},
    {Action::accept, "accept", "Accept"},
    {Action::decline, "decline", "Decline"},
    {Action::correct_email, "correct_email", "Correct email"},
    {Action::cancel, "cancel", "Cancel invite"},
    {Action::deactivate, "deactivate", "Deactivate"},
    {Action::activate, "activate", "Activate"},
    {Action::remove, "remove", "Remove"},
    {Action::edit, "edit", "Edit"},
};

static_assert(words_are_sound<Action>());

inline constexpr auto all_actions = all_values<Action>();

/// Returns the English words for an action, as in the products' menus, e.g. "Copy invitation link".
constexpr std::string_view label(Action action) { return in_english(action); }

}  // namespace beckon
