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

/// The column that a list is sorted by; sorting/user_keys.hpp says by which key. Numbers are in cursors: appended to,
/// never moved.
enum class UserOrder : std::uint8_t {
    email = 1,
    name = 2,
    roles = 3,
    attribute = 4,  ///< By the number of labels of the attribute that the query names.
    status = 5,     ///< In the order of `Status`.
    sent = 6,       ///< When the newest invitation was sent; whoever has none pending comes last.
    joined = 7,     ///< Whoever has not joined comes last.
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

/// Whether the order is by a number; by a text otherwise.
constexpr bool is_by_number(UserOrder order) {
    return order != UserOrder::email && order != UserOrder::name && order != UserOrder::roles;
}

/// What a user is sorted by: numbers by size, texts octet by octet. The first alternative where
/// `is_by_number`.
using SortKey = std::variant<std::int64_t, std::string>;

/// A place in a sorted list: a user's key, and their address key, which tells apart those with equal keys.
struct UserPlace {
    SortKey key;
    std::string email_key;

    friend bool operator==(const UserPlace&, const UserPlace&) = default;
    friend bool operator<(const UserPlace& a, const UserPlace& b) {
        return a.key != b.key ? a.key < b.key : a.email_key < b.email_key;
    }
};

/// Which live users of an account to list: those whom every filter lets pass, in the order of their places, or just the
/// other way round where `descending`.
struct UserQuery {
    AccountId account;
    Instant now;  ///< Who is expired is judged as of then, on every page.

    std::string search{};                     ///< Part of their `search_text`; folded as that is. Empty: all.
    std::vector<Status> statuses{};           ///< Only these; empty: all four.
    std::optional<std::string> role{};        ///< Only users who hold it, spelt like this.
    std::vector<Delivery> deliveries{};       ///< Only users whose newest mail is in one of these states; empty: all.
    std::optional<UserId> invited_by{};       ///< Only users whom this member invited.
    std::optional<Instant> expires_before{};  ///< Only invited users whose invitation expires, or expired, before then.

    UserOrder order = UserOrder::email;
    std::string attribute{};  ///< The one that `UserOrder::attribute` is by; empty for another order.
    bool descending = false;
    std::optional<UserPlace> after{};  ///< Only users behind this place: the last one of the page before.
    std::size_t size = 50;             ///< Users at the most, 1 to 500: the caller's duty, not checked.
};

/// A user in a list.
struct UserRow {
    User user;
    std::optional<Delivery> delivery{};  ///< Of the newest mail; none: there was none.

    friend bool operator==(const UserRow&, const UserRow&) = default;
};

struct UserPage {
    std::vector<UserRow> users;
    bool more = false;  ///< Whether further users follow the last.
};

/// How many live users of an account have each status.
struct StatusCounts {
    std::uint32_t invite_sent = 0;
    std::uint32_t invite_expired = 0;
    std::uint32_t active = 0;
    std::uint32_t deactivated = 0;

    friend bool operator==(const StatusCounts&, const StatusCounts&) = default;
};

/// How many live users of an account have their newest mail in each state.
struct DeliveryCounts {
    std::uint32_t none = 0;  ///< Were never sent a mail.
    std::uint32_t queued = 0;
    std::uint32_t sent = 0;
    std::uint32_t deferred = 0;
    std::uint32_t failed = 0;
    std::uint32_t dropped = 0;
    std::uint32_t bounced = 0;
    std::uint32_t by_hand = 0;

    friend bool operator==(const DeliveryCounts&, const DeliveryCounts&) = default;
};

/// The number that counts users whose newest mail is in this state; none: who were never sent one.
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
        }
    }
    return counts.none;
}

/// Lists and counts an account's users: what a users page needs. For threads and errors see `Store`.
class Directory {
public:
    Directory() = default;
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;
    virtual ~Directory() = default;

    /// One page of live users.
    virtual UserPage list(const UserQuery& query) = 0;

    /// How many live users have each status at `now`.
    virtual StatusCounts count(const AccountId& account, Instant now) = 0;

    /// How many live users have their newest mail in each state.
    virtual DeliveryCounts count_deliveries(const AccountId& account) = 0;
};

}  // namespace beckon
