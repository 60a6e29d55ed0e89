// SPDX-License-Identifier: MIT
#include "beckon/records/event_json.hpp"

#include <type_traits>
#include <utility>

#include "records/json_values.hpp"

namespace beckon {

namespace records {

namespace {

/// Writes the members of a change.
struct ChangeWriter {
    json::object members{};

    void operator()(const events::Invited& c) {
        put(members, "email", c.email);
        put(members, "profile", c.profile);
        put_sending(c);
        put(members, "reference", c.reference);
    }
    void operator()(const events::Adopted& c) {
        put(members, "email", c.email);
        put(members, "profile", c.profile);
        put(members, "reference", c.reference);
    }
    void operator()(const events::Resent& c) { put_sending(c); }
    void operator()(const events::NewlySent& c) { put_sending(c); }
    void operator()(const events::EmailCorrected& c) {
        put(members, "email", c.email);
        put_sending(c);
    }
    void operator()(const events::Edited& c) { put_changes(members, c.changes); }
    template <class Bare>
    void operator()(const Bare&) {
        static_assert(std::is_empty_v<Bare>);
    }

    template <class Sent>
    void put_sending(const Sent& sent) {
        put(members, "link", sent.link);
        put(members, "expires_at", sent.expires_at);
        if (sent.note) put(members, "note", *sent.note);
        members.emplace("by_hand", sent.by_hand);
    }
};

json::object event_value(const Event& event) {
    json::object members{
        {"account", event.account.text()}, {"user", to_value(event.user)}, {"revision", event.revision}};
    put(members, "at", event.at);
    put(members, "action", action_of(event));
    members.emplace("by", json::object{{"kind", code(event.by.kind)}, {"id", to_value(event.by.id)}});
    put(members, "from", event.from);
    put(members, "to", event.to);
    ChangeWriter change;
    in_member("change", [&] { std::visit(change, event.change); });
    members.emplace("change", std::move(change.members));
    return members;
}

template <class T>
T checked(const Place& place, Result<T> parsed) {
    if (!parsed) place.fail("not in its form");
    return *std::move(parsed);
}

EmailAddress email_from(const Place& place) { return checked(place, EmailAddress::parse(place.text())); }

std::optional<Status> status_from(const Place& place) {
    if (place.is_null()) return std::nullopt;
    return enum_from<Status>(place);
}

Author author_from(const Place& place) {
    Members members(place);
    Author author{enum_from<ActorKind>(members.take("kind"))};
    const Place id = members.take("id");
    if (!id.is_null()) author.id = id_from(id);
    members.finish();
    return author;
}

Change change_from(Action action, Members& members) {
    const auto email = [&] { return email_from(members.take("email")); };
    const auto profile = [&] { return profile_from(members.take("profile")); };
    const auto reference = [&] { return std::string(members.take("reference").text()); };
    const auto link = [&] { return link_from(members.take("link")); };
    const auto expires_at = [&] { return instant_from(members.take("expires_at")); };
    const auto note = [&] { return take_text_if(members, "note"); };
    const auto by_hand = [&] { return members.take("by_hand").flag(); };
    switch (action) {
        case Action::invite:
            return events::Invited{email(), profile(), link(), expires_at(), reference(), note(), by_hand()};
        case Action::adopt: return events::Adopted{email(), profile(), reference()};
        case Action::resend: return events::Resent{link(), expires_at(), note(), by_hand()};
        case Action::send_new: return events::NewlySent{link(), expires_at(), note(), by_hand()};
        case Action::copy_link: return events::LinkCopied{};
        case Action::begin_setup: return events::SetupBegun{};
        case Action::accept: return events::Accepted{};
        case Action::decline: return events::Declined{};
        case Action::correct_email: return events::EmailCorrected{email(), link(), expires_at(), note(), by_hand()};
        case Action::cancel: return events::Cancelled{};
        case Action::deactivate: return events::Deactivated{};
        case Action::activate: return events::Activated{};
        case Action::remove: return events::Removed{};
        case Action::edit: break;
    }
    return events::Edited{take_changes(members)};
}

Event event_from(const json::value& value) {
    Members members(Place{"", &value});
    AccountId account = [&] {
        const Place place = members.take("account");
        return checked(place, AccountId::parse(place.text()));
    }();
    const UserId user = id_from(members.take("user"));
    const auto revision = members.take("revision").number<std::int64_t>(1);
    const Instant at = instant_from(members.take("at"));
    const auto action = enum_from<Action>(members.take("action"));
    const Author by = author_from(members.take("by"));
    const auto from = status_from(members.take("from"));
    const auto to = status_from(members.take("to"));
    Members change_members(members.take("change"));
    Change change = change_from(action, change_members);
    change_members.finish();
    members.finish();
    return Event{std::move(account), user, revision, at, by, from, to, std::move(change)};
}

}  // namespace

}  // namespace records

std::string to_json(const Event& event) {
    return records::in_document("event", [&] { return boost::json::serialize(records::event_value(event)); });
}

std::string to_json(const PlacedEvent& placed) {
    return records::in_document("event", [&] {
        return boost::json::serialize(
            boost::json::object{{"position", placed.position}, {"event", records::event_value(placed.event)}});
    });
}

Event event_from_json(std::string_view text) {
    return records::in_document("event", [&] { return records::event_from(records::parse(text)); });
}

}  // namespace beckon
