// SPDX-License-Identifier: MIT
#include "beckon/records/commit_columns.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <iterator>
#include <variant>

#include "beckon/sorting/sort_keys.hpp"

namespace beckon::records {

namespace {

namespace json = boost::json;

std::int64_t number_of(const User& user, UserOrder order) { return std::get<std::int64_t>(sort_key(user, order, {})); }

std::string text_of(const User& user, UserOrder order) { return std::get<std::string>(sort_key(user, order, {})); }

template <class T>
std::optional<T> from_json(std::string_view text) {
    boost::system::error_code error;
    const json::value value = json::parse({text.data(), text.size()}, error);
    if (error) return std::nullopt;
    auto parsed = json::try_value_to<T>(value);
    return parsed ? std::optional(*std::move(parsed)) : std::nullopt;
}

struct StateColumns {
    UserColumns& columns;

    void operator()(const Invited& s) const {
        columns.since = s.sent_at;
        columns.expires_at = s.expires_at;
        columns.times_sent = s.times_sent;
        columns.opened_at = s.opened_at;
        columns.note = s.note;
    }
    void operator()(const Active& s) const { columns.since = s.since; }
    void operator()(const Deactivated& s) const { columns.since = s.since; }
    void operator()(const Removed& s) const {
        columns.since = s.at;
        columns.removal = static_cast<std::uint8_t>(s.how);
    }
};

int counts_as(const std::optional<User>& user, StateCode state) { return user && state_code(*user) == state ? 1 : 0; }

std::set<std::string_view> roles_held(const User* user) {
    if (user == nullptr || state_code(*user) != StateCode::active) return {};
    return {user->profile.roles.begin(), user->profile.roles.end()};
}

std::set<std::string_view> without(const std::set<std::string_view>& all, const std::set<std::string_view>& these) {
    std::set<std::string_view> rest;
    std::set_difference(all.begin(), all.end(), these.begin(), these.end(), std::inserter(rest, rest.end()));
    return rest;
}

}  // namespace

std::string labels_to_json(const std::vector<std::string>& labels) {
    return json::serialize(json::array(labels.begin(), labels.end()));
}

std::optional<std::vector<std::string>> labels_from_json(std::string_view text) {
    return from_json<std::vector<std::string>>(text);
}

std::string attributes_to_json(const Attributes& attributes) { return json::serialize(json::value_from(attributes)); }

std::optional<Attributes> attributes_from_json(std::string_view text) { return from_json<Attributes>(text); }

UserColumns::UserColumns(const User& user)
    : state(state_code(user)),
      name_key(text_of(user, UserOrder::name)),
      roles_key(text_of(user, UserOrder::roles)),
      sent_key(number_of(user, UserOrder::sent)),
      joined_key(number_of(user, UserOrder::joined)),
      search_text(beckon::search_text(user)) {
    static_assert(std::variant_size_v<State> == 4);
    std::visit(StateColumns{*this}, user.state);
    if (user.link) {
        link_generation = user.link->generation;
        link_key = user.link->key_id;
    }
}

AccountColumns::AccountColumns(const Commit& commit) {
    const User& after = commit.after;
    const auto more = [&](StateCode state) {
        return (state_code(after) == state ? 1 : 0) - counts_as(commit.before, state);
    };
    pending = more(StateCode::invited);
    active = more(StateCode::active);
    deactivated = more(StateCode::deactivated);
    const auto before = roles_held(commit.before ? &*commit.before : nullptr);
    const auto now = roles_held(&after);
    roles_gained = without(now, before);
    roles_lost = without(before, now);
    const bool held_already =
        commit.before && is_live(*commit.before) && commit.before->email.same_mailbox(after.email);
    takes_address = is_live(after) && !held_already;
}

}  // namespace beckon::records
