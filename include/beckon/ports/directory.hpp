// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "beckon/lifecycle/ids.hpp"
#include "beckon/lifecycle/status.hpp"
#include "beckon/lifecycle/user.hpp"
#include "beckon/lifecycle/words.hpp"
#include "beckon/ports/outbox.hpp"

namespace beckon {

/// The column that a list is sorted by. sorting/sort_keys.hpp defines the keys. Numbers are in cursors: new ones are
/// appended, none ever changes.
enum class UserOrder : std::uint8_t {
    email = 1,
    name = 2,
    roles = 3,
    attribute = 4,  ///< By the number of labels of the attribute that the query names.
    status = 5,     ///< In the order of `Status`.
    sent = 6,       ///< When the newest invitation was sent. Users without a pending one come last.
    joined = 7,     ///< Users who have not joined come last.
};

// clang-format off
template <>
inline constexpr Word<UserOrder> words_of<UserOrder>[] = {
    {UserOrder::email, "email"},
    {UserOrder::name, "name"},
    {UserOrder::roles, "roles"},
    {UserOrder::attribute, "attribute"},
    {UserOrder::status, "status"},
    {UserOrder::sent, "sent"},
    {UserOrder::joined, "joined"},
};
// clang-format on

static_assert(words_are_sound<UserOrder>());

inline constexpr auto all_user_orders = all_values<UserOrder>();

/// Returns whether the key of this order is a number. Otherwise it is a text.
constexpr bool is_by_number(UserOrder order) {
    return order != UserOrder::email && order != UserOrder::name && order != UserOrder::roles;
}

/// What a user is sorted by. Numbers are compared by value, texts octet by octet. A number if `is_by_number`.
using SortKey = std::variant<std::int64_t, std::string>;

/// A place in a sorted list: the user's sort key, and their address key, which separates users with equal sort keys.
struct UserPlace {
    SortKey key;
    std::string email_key;

    friend bool operator==(const UserPlace&, const UserPlace&) = default;
    friend bool operator<(const UserPlace& a, const UserPlace& b) {
        return a.key != b.key ? a.key < b.key : a.email_key < b.email_key;
    }
};

/// Selects live users of an account. A user must match every filter. Sorted by `order`, exactly reversed if
/// `descending`.
struct UserQuery {
    AccountId account;
    Instant now;  ///< The time at which invitations are judged expired or not, on every page.

    std::string search{};               ///< Part of the user's `search_text`, folded in the same way. Empty: everybody.
    std::vector<Status> statuses{};     ///< Users in one of these. Empty: all four.
    std::optional<std::string> role{};  ///< Users who hold this role, in exactly this spelling.
    std::vector<Delivery> deliveries{};       ///< Users whose latest email is in one of these states. Empty: everybody.
    std::optional<UserId> invited_by{};       ///< Users whom this member invited.
    std::optional<Instant> expires_before{};  ///< Invited users whose invitation expires or expired before this time.

    UserOrder order = UserOrder::email;
    std::string attribute{};  ///< The attribute to sort by, for `UserOrder::attribute`. Empty for any other order.
    bool descending = false;
    std::optional<UserPlace> after{};  ///< Users after this place, which is the last one of the page before.
    std::size_t size = 50;  ///< At most this many users: 1 to 500. The caller must ensure it; it is not checked.
};

/// A user in a list.
struct UserRow {
    User user;
    std::optional<Delivery> delivery{};  ///< Of the latest email. None: there was no email.

    friend bool operator==(const UserRow&, const UserRow&) = default;
};

struct UserPage {
    std::vector<UserRow> users;
    bool more = false;  ///< Whether more users follow the last one.
};

/// The number of live users of an account in each status.
struct StatusCounts {
    std::uint32_t invite_sent = 0;
    std::uint32_t invite_expired = 0;
    std::uint32_t active = 0;
    std::uint32_t deactivated = 0;

    friend bool operator==(const StatusCounts&, const StatusCounts&) = default;
};

/// The number of live users of an account by the state of their latest email.
struct DeliveryCounts {
    std::uint32_t none = 0;  ///< Users who were never sent an email.
    std::uint32_t queued = 0;
    std::uint32_t sent = 0;
    std::uint32_t deferred = 0;
    std::uint32_t failed = 0;
    std::uint32_t dropped = 0;
    std::uint32_t bounced = 0;
    std::uint32_t by_hand = 0;
    std::uint32_t unconfirmed = 0;

    friend bool operator==(const DeliveryCounts&, const DeliveryCounts&) = default;
};

/// Returns the counter for users whose latest email is in this state, or for users who were never sent one if it is
/// none.
inline std::uint32_t& count_of(DeliveryCounts& counts, std::optional<Delivery> delivery) {
    if (delivery) {
        switch (*delivery) {
            case Delivery::queued: return counts.queued;
            case Delivery::sent: return counts.sent;
            case Delivery::deferred: return counts.deferred;
            case Delivery::failed: return counts.failed;
            case Delivery::dropped: return counts.dropped;
            case Delivery::bounced: return counts.bounced;
            case Delivery::by_hand: return counts.by_hand;
            case Delivery::unconfirmed: return counts.unconfirmed;
        }
    }
    return counts.none;
}

/// Lists and counts the users of an account, as a users page needs. For threads and errors see `Store`.
class Directory {
public:
    Directory() = default;
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;
    virtual ~Directory() = default;

    /// Returns one page of live users.
    virtual UserPage list(const UserQuery& query) = 0;

    /// Returns the number of live users in each status at `now`.
    virtual StatusCounts count(const AccountId& account, Instant now) = 0;

    /// Returns the number of live users by the state of their latest email.
    virtual DeliveryCounts count_deliveries(const AccountId& account) = 0;
};

}  // namespace beckon
