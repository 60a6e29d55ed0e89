// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "beckon/lifecycle/action.hpp"
#include "beckon/lifecycle/guard.hpp"
#include "beckon/lifecycle/link_state.hpp"
#include "beckon/lifecycle/policy.hpp"
#include "beckon/lifecycle/refusal.hpp"
#include "beckon/lifecycle/status.hpp"

/// THE TABLE: what each action does in each place, or why not and what to do instead. The decision, the available
/// actions, the exhaustive tests and docs/lifecycle.md all read it. Its third array, `links`, is in link_state.hpp.
namespace beckon::table {

/// Who an action is for.
enum class Asker : std::uint8_t {
    member,          ///< A member whose role permits it, or the host.
    holder,          ///< The holder of a link.
    holder_or_host,  ///< The holder of a link, or the host with a verified identity.
    host,
};

/// What is true of an action in every place.
struct ActionRow {
    Action action{};
    Asker asker{};
    Reason reason{};                           ///< Why anybody else, or a member without the permission, is refused.
    Remedy remedy{};                           ///< What they can do instead.
    std::array<Guard, 2> guards{};             ///< Checked in this order.
    bool (*offered)(const Policy&) = nullptr;  ///< Whether a policy offers the action; null: every policy does.
};

/// Where a user stands: in one of the four statuses; gone, as a tombstone; or nobody, if there is no such user. The
/// numbers of the statuses are those of `Status`.
enum class Place : std::uint8_t { invite_sent = 1, invite_expired = 2, active = 3, deactivated = 4, gone, nobody };

inline constexpr std::array all_places{Place::invite_sent, Place::invite_expired, Place::active,
                                       Place::deactivated, Place::gone,           Place::nobody};

constexpr Place place_of(Status status) { return static_cast<Place>(status); }

/// Returns the place of a user at `now`. `user` is null if there is no such user.
inline Place place_of(const User* user, Instant now) {
    if (user == nullptr) return Place::nobody;
    const auto status = status_at(*user, now);
    return status ? place_of(*status) : Place::gone;
}

/// Returns the status of users in a place; none for `gone` and `nobody`.
constexpr std::optional<Status> status_of(Place place) {
    if (place == Place::gone || place == Place::nobody) return std::nullopt;
    return static_cast<Status>(place);
}

/// What an action does in one place.
struct Cell {
    Action action{};
    Place place{};
    std::optional<Place> to{};      ///< Where the user goes. None: the action is refused.
    std::array<Guard, 3> guards{};  ///< Checked in this order. The first that fails determines the refusal.
    Reason reason{};                ///< Why it is refused: always, or if a guard about the user at hand fails.
    /// What to do instead in those cases, or if the policy does not offer the action. `resend` stands for whatever way
    /// the policy has to email the invitation again.
    Remedy remedy{};
};

inline constexpr std::optional<Place> refused = std::nullopt;

inline bool offers_resend(const Policy& policy) {
    return policy.resend_while_valid != ResendWhileValid::no || policy.resend_after_expiry;
}
inline bool offers_send_new(const Policy& policy) { return policy.offers_send_new; }
inline bool offers_copy_link(const Policy& policy) { return policy.offers_copy_link; }
inline bool offers_decline(const Policy& policy) { return policy.offers_decline; }

// clang-format off
/// One row for each action, in the order of `Action`.
inline constexpr std::array actions{
    ActionRow{Action::invite,        Asker::member,         Reason::not_permitted, Remedy::ask_administrator, {Guard::within_role_ceiling}},
    ActionRow{Action::adopt,         Asker::host,           Reason::host_only,     Remedy::ask_administrator},
    ActionRow{Action::resend,        Asker::member,         Reason::not_permitted, Remedy::ask_administrator, {}, offers_resend},
    ActionRow{Action::send_new,      Asker::member,         Reason::not_permitted, Remedy::ask_administrator, {}, offers_send_new},
    ActionRow{Action::copy_link,     Asker::member,         Reason::not_permitted, Remedy::ask_administrator, {Guard::within_role_ceiling}, offers_copy_link},
    ActionRow{Action::begin_setup,          Asker::holder,         Reason::link_required, Remedy::open_latest_mail},
    ActionRow{Action::accept,        Asker::holder_or_host, Reason::link_required, Remedy::open_latest_mail},
    ActionRow{Action::decline,       Asker::holder,         Reason::link_required, Remedy::open_latest_mail, {}, offers_decline},
    ActionRow{Action::correct_email, Asker::member,         Reason::not_permitted, Remedy::ask_administrator, {Guard::within_role_ceiling}},
    ActionRow{Action::cancel,        Asker::member,         Reason::not_permitted, Remedy::ask_administrator, {Guard::within_role_ceiling}},
    ActionRow{Action::deactivate,    Asker::member,         Reason::not_permitted, Remedy::ask_administrator, {Guard::not_oneself, Guard::within_role_ceiling}},
    ActionRow{Action::activate,      Asker::member,         Reason::not_permitted, Remedy::ask_administrator, {Guard::within_role_ceiling}},
    ActionRow{Action::remove,        Asker::member,         Reason::not_permitted, Remedy::ask_administrator, {Guard::not_oneself, Guard::within_role_ceiling}},
    ActionRow{Action::edit,          Asker::member,         Reason::not_permitted, Remedy::ask_administrator, {Guard::within_role_ceiling}},
};

/// Every action in every place, in the order of `Action` and of `Place`.
inline constexpr std::array cells{
    Cell{Action::invite,        Place::invite_sent,    refused,              {}, Reason::address_taken, Remedy::resend},
    Cell{Action::invite,        Place::invite_expired, refused,              {}, Reason::address_taken, Remedy::resend},
    Cell{Action::invite,        Place::active,         refused,              {}, Reason::address_taken, Remedy::reset_password},
    Cell{Action::invite,        Place::deactivated,    refused,              {}, Reason::address_taken, Remedy::activate},
    Cell{Action::invite,        Place::gone,           refused,              {}, Reason::user_not_found, Remedy::invite_again},
    Cell{Action::invite,        Place::nobody,         Place::invite_sent,    {Guard::address_free, Guard::below_pending_cap, Guard::cooldown_over}},

    Cell{Action::adopt,         Place::invite_sent,    refused,              {}, Reason::address_taken, Remedy::resend},
    Cell{Action::adopt,         Place::invite_expired, refused,              {}, Reason::address_taken, Remedy::resend},
    Cell{Action::adopt,         Place::active,         refused,              {}, Reason::address_taken, Remedy::edit},
    Cell{Action::adopt,         Place::deactivated,    refused,              {}, Reason::address_taken, Remedy::activate},
    Cell{Action::adopt,         Place::gone,           refused,              {}, Reason::user_not_found},
    Cell{Action::adopt,         Place::nobody,         Place::active,         {Guard::address_free}},

    Cell{Action::resend,        Place::invite_sent,    Place::invite_sent,    {Guard::resend_while_valid, Guard::cooldown_over}, Reason::still_valid, Remedy::resend},
    Cell{Action::resend,        Place::invite_expired, Place::invite_sent,    {Guard::resend_after_expiry, Guard::below_pending_cap, Guard::cooldown_over}, Reason::invitation_expired, Remedy::resend},
    Cell{Action::resend,        Place::active,         refused,              {}, Reason::already_active, Remedy::reset_password},
    Cell{Action::resend,        Place::deactivated,    refused,              {}, Reason::user_deactivated, Remedy::activate},
    Cell{Action::resend,        Place::gone,           refused,              {}, Reason::user_not_found, Remedy::invite_again},
    Cell{Action::resend,        Place::nobody,         refused,              {}, Reason::user_not_found},

    Cell{Action::send_new,      Place::invite_sent,    refused,              {}, Reason::still_valid, Remedy::resend},
    Cell{Action::send_new,      Place::invite_expired, Place::invite_sent,    {Guard::below_pending_cap, Guard::cooldown_over}, {}, Remedy::resend},
    Cell{Action::send_new,      Place::active,         refused,              {}, Reason::already_active, Remedy::reset_password},
    Cell{Action::send_new,      Place::deactivated,    refused,              {}, Reason::user_deactivated, Remedy::activate},
    Cell{Action::send_new,      Place::gone,           refused,              {}, Reason::user_not_found, Remedy::invite_again},
    Cell{Action::send_new,      Place::nobody,         refused,              {}, Reason::user_not_found},

    Cell{Action::copy_link,     Place::invite_sent,    Place::invite_sent,    {Guard::signing_key_listed}, Reason::signing_key_retired, Remedy::resend},
    Cell{Action::copy_link,     Place::invite_expired, refused,              {}, Reason::invitation_expired, Remedy::resend},
    Cell{Action::copy_link,     Place::active,         refused,              {}, Reason::already_active, Remedy::reset_password},
    Cell{Action::copy_link,     Place::deactivated,    refused,              {}, Reason::user_deactivated, Remedy::activate},
    Cell{Action::copy_link,     Place::gone,           refused,              {}, Reason::user_not_found, Remedy::invite_again},
    Cell{Action::copy_link,     Place::nobody,         refused,              {}, Reason::user_not_found},

    Cell{Action::begin_setup,          Place::invite_sent,    Place::invite_sent},
    Cell{Action::begin_setup,          Place::invite_expired, refused,              {}, Reason::link_expired, Remedy::ask_administrator},
    Cell{Action::begin_setup,          Place::active,         refused,              {}, Reason::link_used, Remedy::sign_in},
    Cell{Action::begin_setup,          Place::deactivated,    refused,              {}, Reason::link_deactivated, Remedy::ask_administrator},
    Cell{Action::begin_setup,          Place::gone,           refused,              {}, Reason::link_removed, Remedy::ask_administrator},
    Cell{Action::begin_setup,          Place::nobody,         refused,              {}, Reason::link_removed, Remedy::ask_administrator},

    Cell{Action::accept,        Place::invite_sent,    Place::active,         {Guard::identity_matches}},
    Cell{Action::accept,        Place::invite_expired, refused,              {}, Reason::invitation_expired, Remedy::ask_administrator},
    Cell{Action::accept,        Place::active,         Place::active,         {Guard::repeats_accepted_link, Guard::identity_matches}, Reason::already_active, Remedy::sign_in},
    Cell{Action::accept,        Place::deactivated,    refused,              {}, Reason::user_deactivated, Remedy::ask_administrator},
    Cell{Action::accept,        Place::gone,           refused,              {}, Reason::user_not_found, Remedy::ask_administrator},
    Cell{Action::accept,        Place::nobody,         refused,              {}, Reason::user_not_found, Remedy::ask_administrator},

    Cell{Action::decline,       Place::invite_sent,    Place::gone,           {}, {}, Remedy::ask_administrator},
    Cell{Action::decline,       Place::invite_expired, refused,              {}, Reason::link_expired, Remedy::ask_administrator},
    Cell{Action::decline,       Place::active,         refused,              {}, Reason::link_used, Remedy::sign_in},
    Cell{Action::decline,       Place::deactivated,    refused,              {}, Reason::link_deactivated, Remedy::ask_administrator},
    Cell{Action::decline,       Place::gone,           refused,              {}, Reason::link_removed, Remedy::ask_administrator},
    Cell{Action::decline,       Place::nobody,         refused,              {}, Reason::link_removed, Remedy::ask_administrator},

    Cell{Action::correct_email, Place::invite_sent,    Place::invite_sent,    {Guard::address_free, Guard::cooldown_over}},
    Cell{Action::correct_email, Place::invite_expired, Place::invite_sent,    {Guard::address_free, Guard::below_pending_cap, Guard::cooldown_over}},
    Cell{Action::correct_email, Place::active,         refused,              {}, Reason::already_active, Remedy::remove_and_invite_again},
    Cell{Action::correct_email, Place::deactivated,    refused,              {}, Reason::user_deactivated, Remedy::remove_and_invite_again},
    Cell{Action::correct_email, Place::gone,           refused,              {}, Reason::user_not_found, Remedy::invite_again},
    Cell{Action::correct_email, Place::nobody,         refused,              {}, Reason::user_not_found},

    Cell{Action::cancel,        Place::invite_sent,    Place::gone},
    Cell{Action::cancel,        Place::invite_expired, Place::gone},
    Cell{Action::cancel,        Place::active,         refused,              {}, Reason::already_active, Remedy::deactivate},
    Cell{Action::cancel,        Place::deactivated,    refused,              {}, Reason::user_deactivated, Remedy::remove},
    Cell{Action::cancel,        Place::gone,           refused,              {}, Reason::user_not_found},
    Cell{Action::cancel,        Place::nobody,         refused,              {}, Reason::user_not_found},

    Cell{Action::deactivate,    Place::invite_sent,    refused,              {}, Reason::not_accepted_yet, Remedy::cancel},
    Cell{Action::deactivate,    Place::invite_expired, refused,              {}, Reason::not_accepted_yet, Remedy::cancel},
    Cell{Action::deactivate,    Place::active,         Place::deactivated,    {Guard::not_last_holder}},
    Cell{Action::deactivate,    Place::deactivated,    refused,              {}, Reason::user_deactivated},
    Cell{Action::deactivate,    Place::gone,           refused,              {}, Reason::user_not_found},
    Cell{Action::deactivate,    Place::nobody,         refused,              {}, Reason::user_not_found},

    Cell{Action::activate,      Place::invite_sent,    refused,              {}, Reason::not_accepted_yet, Remedy::resend},
    Cell{Action::activate,      Place::invite_expired, refused,              {}, Reason::not_accepted_yet, Remedy::resend},
    Cell{Action::activate,      Place::active,         refused,              {}, Reason::already_active},
    Cell{Action::activate,      Place::deactivated,    Place::active},
    Cell{Action::activate,      Place::gone,           refused,              {}, Reason::user_not_found, Remedy::invite_again},
    Cell{Action::activate,      Place::nobody,         refused,              {}, Reason::user_not_found},

    Cell{Action::remove,        Place::invite_sent,    Place::gone},
    Cell{Action::remove,        Place::invite_expired, Place::gone},
    Cell{Action::remove,        Place::active,         Place::gone,           {Guard::not_last_holder}},
    Cell{Action::remove,        Place::deactivated,    Place::gone},
    Cell{Action::remove,        Place::gone,           refused,              {}, Reason::user_not_found},
    Cell{Action::remove,        Place::nobody,         refused,              {}, Reason::user_not_found},

    Cell{Action::edit,          Place::invite_sent,    Place::invite_sent},
    Cell{Action::edit,          Place::invite_expired, Place::invite_expired},
    Cell{Action::edit,          Place::active,         Place::active,         {Guard::not_last_holder}},
    Cell{Action::edit,          Place::deactivated,    Place::deactivated},
    Cell{Action::edit,          Place::gone,           refused,              {}, Reason::user_not_found},
    Cell{Action::edit,          Place::nobody,         refused,              {}, Reason::user_not_found},
};
// clang-format on

/// Returns the row of an action.
constexpr const ActionRow& row_of(Action action) { return actions[static_cast<std::size_t>(action) - 1]; }

/// Returns the cell of an action in a place.
constexpr const Cell& cell_of(Action action, Place place) {
    return cells[(static_cast<std::size_t>(action) - 1) * all_places.size() + static_cast<std::size_t>(place) - 1];
}

template <class Guards>
constexpr bool contains(const Guards& guards, Guard guard) {
    for (const Guard each : guards) {
        if (each == guard) return true;
    }
    return false;
}

template <class Predicate>
constexpr bool every_action(Predicate holds) {
    for (const ActionRow& row : actions) {
        if (!holds(row)) return false;
    }
    return true;
}

template <class Predicate>
constexpr bool every_cell(Predicate holds) {
    for (const Cell& cell : cells) {
        if (!holds(cell)) return false;
    }
    return true;
}

constexpr bool is_invited(std::optional<Place> place) {
    return place == Place::invite_sent || place == Place::invite_expired;
}

constexpr bool is_at_its_index(const Cell& cell) {
    return cell.action >= Action::invite && cell.action <= Action::edit && cell.place >= Place::invite_sent &&
           cell.place <= Place::nobody && &cell_of(cell.action, cell.place) == &cell;
}

/// Whether guards are in the order in which they are checked, without gaps.
template <class Guards>
constexpr bool in_order(const Guards& guards) {
    for (std::size_t i = 1; i < guards.size(); ++i) {
        if (guards[i] != Guard::none && guards[i - 1] >= guards[i]) return false;
    }
    return true;
}

/// Whether an action cannot change who holds a role: members cannot take it, or it does no more than email the invited
/// person once more.
constexpr bool leaves_roles_alone(Action action) {
    return action == Action::adopt || action == Action::resend || action == Action::send_new ||
           action == Action::begin_setup || action == Action::accept || action == Action::decline;
}

/// Whether a cell tells the holder of a link the same as the state of the link does.
constexpr bool says_what_link_is_worth(const Cell& cell) {
    const auto same = [&](LinkState state) {
        return !cell.to && row_of(state).reason == cell.reason && row_of(state).remedy == cell.remedy;
    };
    switch (cell.place) {
        case Place::invite_sent: return cell.to.has_value();
        case Place::invite_expired: return same(LinkState::expired);
        case Place::active: return same(LinkState::used);
        case Place::deactivated: return same(LinkState::deactivated);
        case Place::gone:
        case Place::nobody: break;
    }
    return same(LinkState::removed);
}

/// What must be true of every cell, whatever a product wants.
constexpr bool is_sound(const Cell& cell) {
    if (row_of(cell.action).asker == Asker::holder && !says_what_link_is_worth(cell)) return false;
    const bool begins = cell.action == Action::invite || cell.action == Action::adopt;
    if (!cell.to) return cell.reason != Reason{} && !(begins && cell.place == Place::nobody);
    if (cell.place == Place::gone || cell.to == Place::nobody) return false;  // A user who has left never comes back.
    if ((cell.place == Place::nobody) != begins) return false;
    // Only the clock makes an invitation expire.
    if (cell.to == Place::invite_expired && cell.action != Action::edit) return false;
    // A user who has accepted is never invited again.
    if (is_invited(cell.to) && !is_invited(cell.place) && cell.place != Place::nobody) return false;
    // An invited person becomes active only by accepting, and not once the invitation has expired.
    if (is_invited(cell.place) && cell.to == Place::active) {
        return cell.action == Action::accept && cell.place == Place::invite_sent;
    }
    // Accepting again changes nothing.
    return cell.action != Action::accept || cell.to == Place::active;
}

static_assert(actions.size() == all_actions.size() && every_action([](const ActionRow& row) {
                  return row.action >= Action::invite && row.action <= Action::edit && &row_of(row.action) == &row;
              }));
static_assert(cells.size() == all_actions.size() * all_places.size() && every_cell(is_at_its_index),
              "each action has one cell in each place");
static_assert(every_cell(is_sound), "every cell is sound");
static_assert(every_action([](const ActionRow& row) { return in_order(row.guards); }) &&
                  every_cell([](const Cell& cell) { return in_order(cell.guards); }),
              "guards are asked in the order of precedence");
static_assert(every_action([](const ActionRow& row) {
                  return (row.action != Action::deactivate && row.action != Action::remove) ||
                         contains(row.guards, Guard::not_oneself);
              }),
              "nobody deactivates or removes themselves");
static_assert(every_action([](const ActionRow& row) {
                  return leaves_roles_alone(row.action) || contains(row.guards, Guard::within_role_ceiling);
              }),
              "no member grants or takes away a role above their own");

}  // namespace beckon::table

namespace beckon {

/// Returns whether the guard can be checked for the action, in any place. It tells a host what to look up before it
/// decides.
constexpr bool may_meet(Action action, Guard guard) {
    for (const table::Place place : table::all_places) {
        if (table::contains(table::cell_of(action, place).guards, guard)) return true;
    }
    return table::contains(table::row_of(action).guards, guard);
}

}  // namespace beckon
