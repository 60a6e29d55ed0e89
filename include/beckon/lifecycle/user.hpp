// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "beckon/lifecycle/email_address.hpp"
#include "beckon/lifecycle/ids.hpp"
#include "beckon/lifecycle/status.hpp"
#include "beckon/lifecycle/time.hpp"

namespace beckon {

/// Which link is the newest: its generation, from 1, and the key it is signed with, fixed per generation.
struct Link {
    std::uint32_t generation = 0;
    std::uint8_t key_id = 0;

    friend bool operator==(const Link&, const Link&) = default;
};

/// Invited and not yet accepted. Whether the invitation has expired is a question of the time: see `status_at`.
struct Invited {
    Instant sent_at;                     ///< When the newest mail, or link by hand, was asked for.
    Instant expires_at;                  ///< The first instant at which the link no longer works.
    std::uint32_t times_sent = 0;        ///< Mails and links by hand asked for, over all generations.
    std::optional<Instant> opened_at{};  ///< When set-up was begun by the newest link, if it was.
    std::string note{};                  ///< What the inviter wrote for the invitee; empty: nothing.

    friend bool operator==(const Invited&, const Invited&) = default;
};

/// Accepted, or adopted, and not deactivated.
struct Active {
    Instant since;

    friend bool operator==(const Active&, const Active&) = default;
};

/// Was active, is not now, may be activated again.
struct Deactivated {
    Instant since;

    friend bool operator==(const Deactivated&, const Deactivated&) = default;
};

/// How a user left. Numbers are stored: appended to, never moved.
enum class Removal : std::uint8_t { cancelled = 1, declined = 2, removed = 3 };

/// A tombstone: never listed, holds no address; it answers dead links and keeps the history together.
struct Removed {
    Instant at;
    Removal how{};

    friend bool operator==(const Removed&, const Removed&) = default;
};

using State = std::variant<Invited, Active, Deactivated, Removed>;

/// Lists of labels by the names that `Policy::attributes` declares, such as "teams". A user has no empty list.
using Attributes = std::map<std::string, std::vector<std::string>>;

/// What an administrator may edit at any time.
struct Profile {
    std::string name{};
    std::string locale{};  ///< A BCP 47 tag such as "de" or "pt-BR"; empty: the host's default.
    std::vector<std::string> roles{};
    Attributes attributes{};

    friend bool operator==(const Profile&, const Profile&) = default;
};

/// A new list of roles, or `std::nullopt` to leave the list alone. Write `{{"Agent", "Lead"}}` to set the list and
/// `{{}}` for none at all, which is refused. A bare `{}` does not compile, since it could mean either.
class LabelsChange {
public:
    LabelsChange(std::nullopt_t) {}
    LabelsChange(std::vector<std::string> labels) : labels_(std::move(labels)) {}
    template <std::same_as<std::optional<std::vector<std::string>>> T>
    LabelsChange(T labels) : labels_(std::move(labels)) {}

    explicit operator bool() const { return labels_.has_value(); }
    void reset() { labels_.reset(); }
    const std::vector<std::string>& operator*() const { return *labels_; }
    const std::vector<std::string>* operator->() const { return &*labels_; }
    std::vector<std::string> value_or(std::vector<std::string> other) const {
        return labels_.value_or(std::move(other));
    }

    friend bool operator==(const LabelsChange&, const LabelsChange&) = default;

private:
    std::optional<std::vector<std::string>> labels_;
};

/// New values for parts of a profile. Absent parts stay as they are. Roles, if given, must not be empty (G12, S17).
struct ProfileChange {
    std::optional<std::string> name{};
    std::optional<std::string> locale{};
    LabelsChange roles = std::nullopt;
    Attributes attributes{};  ///< The new lists of those named; an empty list deletes the attribute.

    friend bool operator==(const ProfileChange&, const ProfileChange&) = default;
};

/// Drops the attributes without a label.
inline void drop_empty(Attributes& attributes) {
    std::erase_if(attributes, [](const auto& attribute) { return attribute.second.empty(); });
}

/// The labels of an attribute; none if the user does not have it.
inline const std::vector<std::string>& labels_of(const Profile& profile, const std::string& attribute) {
    static const std::vector<std::string> none;
    const auto found = profile.attributes.find(attribute);
    return found != profile.attributes.end() ? found->second : none;
}

/// One person in one account. A plain value: stores keep it, `evolve` makes it, nobody else writes it.
struct User {
    AccountId account;
    UserId id;
    EmailAddress email;
    Profile profile;
    std::string reference{};  ///< The host's own, as it was given when the user was invited or adopted.
    State state;
    std::optional<Link> link;          ///< Kept after acceptance: it tells a used link from a superseded one.
    Instant created_at;                ///< When the user was invited or adopted.
    std::optional<Instant> joined_at;  ///< When the invitation was accepted, or the user adopted.
    std::optional<UserId> invited_by;  ///< The member who invited; none: the host itself.
    std::int64_t revision = 0;         ///< From 1, one more with each event.

    friend bool operator==(const User&, const User&) = default;
};

/// The status that users see at `now`; none for a tombstone. Expired when `now >= expires_at` (G2).
inline std::optional<Status> status_at(const User& user, Instant now) {
    if (const auto* invited = std::get_if<Invited>(&user.state)) {
        return now < invited->expires_at ? Status::invite_sent : Status::invite_expired;
    }
    if (std::holds_alternative<Active>(user.state)) return Status::active;
    if (std::holds_alternative<Deactivated>(user.state)) return Status::deactivated;
    return std::nullopt;
}

/// Whether the user is listed and holds an address: in any of the four statuses.
inline bool is_live(const User& user) { return !std::holds_alternative<Removed>(user.state); }

/// When the invitation expires or expired; none unless invited.
inline std::optional<Instant> expiry_of(const User& user) {
    if (const auto* invited = std::get_if<Invited>(&user.state)) return invited->expires_at;
    return std::nullopt;
}

}  // namespace beckon
