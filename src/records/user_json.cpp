// SPDX-License-Identifier: MIT
#include "beckon/records/user_json.hpp"

#include <variant>

#include "records/json_values.hpp"

namespace beckon {

namespace records {

namespace {

/// Returns when the user became what they are; none while they are invited.
struct SinceOf {
    std::optional<Instant> operator()(const Invited& /*is not yet anything*/) const { return std::nullopt; }
    std::optional<Instant> operator()(const Active& s) const { return s.since; }
    std::optional<Instant> operator()(const Deactivated& s) const { return s.since; }
    std::optional<Instant> operator()(const Removed& s) const { return s.at; }
};

json::value invitation_value(const User& user) {
    const auto* invited = std::get_if<Invited>(&user.state);
    if (invited == nullptr) return nullptr;
    json::object members;
    put(members, "sent_at", invited->sent_at);
    put(members, "expires_at", invited->expires_at);
    members.emplace("times_sent", invited->times_sent);
    put(members, "opened_at", invited->opened_at);
    put(members, "note", invited->note);
    return members;
}

}  // namespace

json::object user_value(const User& user, Instant now) {
    json::object members{{"account", user.account.text()}};
    put(members, "id", user.id);
    put(members, "email", user.email);
    put(members, "profile", user.profile);
    put(members, "reference", user.reference);
    put(members, "status", status_at(user, now));
    put(members, "since", std::visit(SinceOf{}, user.state));
    members.emplace("invitation", in_member("invitation", [&] { return invitation_value(user); }));
    put(members, "link", user.link);
    put(members, "created_at", user.created_at);
    put(members, "joined_at", user.joined_at);
    put(members, "invited_by", user.invited_by);
    members.emplace("revision", user.revision);
    return members;
}

}  // namespace records

std::string to_json(const User& user, Instant now) {
    return records::in_document("user", [&] { return boost::json::serialize(records::user_value(user, now)); });
}

}  // namespace beckon
