// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/ports/commit.hpp"

/// What stores that keep users in tables write for a commit.
namespace beckon::records {

/// Returns a list of texts as a column holds it: a JSON array.
std::string labels_to_json(const std::vector<std::string>& labels);

/// Returns the list, or none if the text is not such an array.
std::optional<std::vector<std::string>> labels_from_json(std::string_view text);

/// Returns a user's attributes as a column holds them: a JSON object of lists of texts.
std::string attributes_to_json(const Attributes& attributes);

/// Returns the attributes, or none if the text is not such an object.
std::optional<Attributes> attributes_from_json(std::string_view text);

/// The numbers of states in such tables.
enum class StateCode : std::uint8_t { invited = 1, active = 2, deactivated = 3, removed = 4 };

inline StateCode state_code(const User& user) { return static_cast<StateCode>(user.state.index() + 1); }

/// The columns of a user that differ from the members of `User`. `user` must outlive this.
struct UserColumns {
    explicit UserColumns(const User& user);

    StateCode state{};
    Instant since{};  ///< Of the state. For an invitation: when it was last sent.
    std::optional<Instant> expires_at{};
    std::optional<std::uint32_t> times_sent{};
    std::optional<Instant> opened_at{};
    std::optional<std::string> note{};
    std::optional<std::uint8_t> removal{};  ///< The number of the Removal.
    std::optional<std::uint32_t> link_generation{};
    std::optional<std::uint8_t> link_key{};

    // The keys that lists are sorted and searched by: sorting/sort_keys.hpp.
    std::string name_key;
    std::string roles_key;
    std::int64_t sent_key = 0;
    std::int64_t joined_key = 0;
    std::string search_text;
};

/// By how much a commit changes the counters of its account, and whether it must check who holds the address. The
/// commit must outlive this.
struct AccountColumns {
    explicit AccountColumns(const Commit& commit);

    int pending = 0;
    int active = 0;
    int deactivated = 0;
    std::set<std::string_view> roles_gained{};  ///< The roles that one more active user holds.
    std::set<std::string_view> roles_lost{};
    bool takes_address = false;  ///< The user takes the address, so nobody else may hold it.
};

}  // namespace beckon::records
