// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace beckon {

/// Everything that can be done to a user. Numbers are stored and exported: appended to, never moved.
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

inline constexpr std::array all_actions{
    Action::invite,      Action::adopt,    Action::resend,  Action::send_new,      Action::copy_link,
    Action::begin_setup, Action::accept,   Action::decline, Action::correct_email, Action::cancel,
    Action::deactivate,  Action::activate, Action::remove,  Action::edit};

/// The stable code of an action, e.g. "copy_link".
constexpr std::string_view code(Action action) {
    switch (action) {
        case Action::invite: return "invite";
        case Action::adopt: return "adopt";
        case Action::resend: return "resend";
        case Action::send_new: return "send_new";
        case Action::copy_link: return "copy_link";
        case Action::begin_setup: return "begin_setup";
        case Action::accept: return "accept";
        case Action::decline: return "decline";
        case Action::correct_email: return "correct_email";
        case Action::cancel: return "cancel";
        case Action::deactivate: return "deactivate";
        case Action::activate: return "activate";
        case Action::remove: return "remove";
        case Action::edit: return "edit";
    }
    return {};
}

/// The English words for an action, as the products' menus have them, e.g. "Copy invitation link".
constexpr std::string_view label(Action action) {
    switch (action) {
        case Action::invite: return "Invite";
        case Action::adopt: return "Adopt";
        case Action::resend: return "Resend invite";
        case Action::send_new: return "Send new invitation";
        case Action::copy_link: return "Copy invitation link";
        case Action::begin_setup: return "Begin set-up";
        case Action::accept: return "Accept";
        case Action::decline: return "Decline";
        case Action::correct_email: return "Correct email";
        case Action::cancel: return "Cancel invite";
        case Action::deactivate: return "Deactivate";
        case Action::activate: return "Activate";
        case Action::remove: return "Remove";
        case Action::edit: return "Edit";
    }
    return {};
}

}  // namespace beckon
