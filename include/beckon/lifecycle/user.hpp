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

/// The newest link: its generation, counted from 1, and the id of the key that signs it, which is fixed for each
/// generation.
struct Link {
    std::uint32_t generation = 0;
    std::uint8_t key_id = 0;

    friend bool operator==(const Link&, const Link&) = default;
};

/// Invited and not accepted yet. Whether the invitation has expired depends on the time: see `status_at`.
struct Invited {
    Instant sent_at;                     ///< When the newest email, or link by hand, was asked for.
    Instant expires_at;                  ///< The first instant at which the link no longer works.
    std::uint32_t times_sent = 0;        ///< Emails and links by hand asked for, over all generations.
    std::optional<Instant> opened_at{};  ///< When set-up was begun with the newest link, if it was.
    std::string note{};                  ///< What the inviter wrote to the invitee. Empty: nothing.

    friend bool operator==(const Invited&, const Invited&) = default;
};

/// Accepted, or adopted, and not deactivated.
struct Active {
    Instant since;

    friend bool operator==(const Active&, const Active&) = default;
};

/// Was active, is not now, and may be activated again.
struct Deactivated {
    Instant since;

    friend bool operator==(const Deactivated&, const Deactivated&) = default;
};

/// How a user left. Numbers are stored: new ones are appended, none ever changes.
enum class Removal : std::uint8_t { cancelled = 1, declined = 2, removed = 3 };

/// A tombstone. It is never listed and holds no address. It answers dead links and keeps the history together.
struct Removed {
    Instant at;
    Removal how{};

    friend bool operator==(const Removed&, const Removed&) = default;
};

using State = std::variant<Invited, Active, Deactivated, Removed>;

/// Lists of labels, by the names that `Policy::attributes` declares, such as "teams". No stored list is empty.
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
/// `{{}}` for no roles, which is refused. A bare `{}` does not compile, because it could mean either.
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

/// New values for parts of a profile. Absent parts stay as they are. Roles, if given, must not be empty.
struct ProfileChange {
    std::optional<std::string> name{};
    std::optional<std::string> locale{};
    LabelsChange roles = std::nullopt;
    Attributes attributes{};  ///< The new lists, by name. An empty list deletes the attribute.

    friend bool operator==(const ProfileChange&, const ProfileChange&) = default;
};

/// Drops the attributes without labels.
inline void drop_empty(Attributes& attributes) {
    std::erase_if(attributes, [](const auto& attribute) { return attribute.second.empty(); });
}

/// Returns the labels of an attribute. Empty if the user does not have it.
inline const std::vector<std::string>& labels_of(const Profile& profile, const std::string& attribute) {
    static const std::vector<std::string> none;
    const auto found = profile.attributes.find(attribute);
    return found != profile.attributes.end() ? found->second : none;
}

/// One person in one account. A plain value: only `evolve` makes it, and stores keep it.
struct User {
    AccountId account;
    UserId id;
    EmailAddress email;
    Profile profile;
    std::string reference{};  ///< The host's own text, given when the user was invited or adopted.
    State state;
    std::optional<Link> link;          ///< Kept after acceptance, to tell a used link from a superseded one.
    Instant created_at;                ///< When the user was invited or adopted.
    std::optional<Instant> joined_at;  ///< When the invitation was accepted, or the user adopted.
    std::optional<UserId> invited_by;  ///< The member who invited the user. None: the host did.
    std::int64_t revision = 0;         ///< Starts at 1; each event adds one.

    friend bool operator==(const User&, const User&) = default;
};

/// Returns the status that users see at `now`, or none for a tombstone. An invitation has expired if `now >=
/// expires_at`.
inline std::optional<Status> status_at(const User& user, Instant now) {
    if (const auto* invited = std::get_if<Invited>(&user.state)) {
        return now < invited->expires_at ? Status::invite_sent : Status::invite_expired;
    }
    if (std::holds_alternative<Active>(user.state)) return Status::active;
    if (std::holds_alternative<Deactivated>(user.state)) return Status::deactivated;
    return std::nullopt;
}

/// Returns whether the user is listed and holds an address, which is true in all four statuses.
inline bool is_live(const User& user) { return !std::holds_alternative<Removed>(user.state); }

/// Returns when the invitation expires or expired, or none if the user is not invited.
inline std::optional<Instant> expiry_of(const User& user) {
    if (const auto* invited = std::get_if<Invited>(&user.state)) return invited->expires_at;
    return std::nullopt;
}

}  // namespace beckon
