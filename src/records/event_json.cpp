// SPDX-License-Identifier: MIT
#include "beckon/records/event_json.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <limits>
#include <map>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "beckon/ports/errors.hpp"
#include "beckon/records/iso_time.hpp"

namespace beckon {

namespace {

namespace json = boost::json;

[[noreturn]] void fail(std::string_view member, std::string_view why) {
    throw Error(fmt::format("event as JSON: member \"{}\": {}", member, why));
}

// Writing. `member` names what is being written, for the error.

json::value value_of(std::string_view member, std::string_view text) {
    for (std::string_view rest = text; !rest.empty();) {
        if (detail::next_code_point(rest) == detail::bad_utf8) fail(member, "not valid UTF-8");
    }
    return json::string(text.data(), text.size());
}

json::value value_of(std::string_view member, const std::vector<std::string>& labels) {
    json::array values;
    values.reserve(labels.size());
    for (const std::string& label : labels) values.push_back(value_of(member, std::string_view(label)));
    return values;
}

json::value value_of(std::string_view member, const Attributes& attributes) {
    json::object values;
    for (const auto& [name, labels] : attributes) values[name] = value_of(fmt::format("{}.{}", member, name), labels);
    return values;
}

json::value value_of(std::string_view member, Instant instant) try {
    return json::string(to_iso(instant));
} catch (const std::out_of_range&) {
    fail(member, "not an instant in the years 1400 to 9999");
}

json::value value_of(std::string_view member, const Profile& profile) {
    const auto part = [&](std::string_view name, const auto& value) {
        return value_of(fmt::format("{}.{}", member, name), value);
    };
    return json::object{{"name", part("name", profile.name)},
                        {"locale", part("locale", profile.locale)},
                        {"roles", part("roles", profile.roles)},
                        {"attributes", part("attributes", profile.attributes)}};
}

json::value value_of(const Link& link) {
    return json::object{{"generation", link.generation}, {"key_id", link.key_id}};
}

json::value value_of(const std::optional<UserId>& id) {
    return id ? json::value(json::string(to_text(*id))) : json::value(nullptr);
}

json::value value_of(const std::optional<Status>& status) {
    return status ? json::value(json::string(code(*status))) : json::value(nullptr);
}

/// Writes the members of a change.
struct ChangeWriter {
    json::object members{};

    void operator()(const events::Invited& c) {
        add("email", std::string_view(c.email.text()));
        add("profile", c.profile);
        add_sending(c);
        add("reference", std::string_view(c.reference));
    }
    void operator()(const events::Adopted& c) {
        add("email", std::string_view(c.email.text()));
        add("profile", c.profile);
        add("reference", std::string_view(c.reference));
    }
    void operator()(const events::Resent& c) { add_sending(c); }
    void operator()(const events::NewlySent& c) { add_sending(c); }
    void operator()(const events::EmailCorrected& c) {
        add("email", std::string_view(c.email.text()));
        add_sending(c);
    }
    void operator()(const events::Edited& c) {
        if (c.changes.name) add("name", std::string_view(*c.changes.name));
        if (c.changes.locale) add("locale", std::string_view(*c.changes.locale));
        if (c.changes.roles) add("roles", *c.changes.roles);
        if (!c.changes.attributes.empty()) add("attributes", c.changes.attributes);
    }
    template <class Bare>
    void operator()(const Bare&) {
        static_assert(std::is_empty_v<Bare>);
    }

    template <class T>
    void add(std::string_view name, const T& value) {
        members.emplace(name, value_of(fmt::format("change.{}", name), value));
    }
    template <class Sent>
    void add_sending(const Sent& sent) {
        members.emplace("link", value_of(sent.link));
        add("expires_at", sent.expires_at);
        if (sent.note) add("note", std::string_view(*sent.note));
        members.emplace("by_hand", sent.by_hand);
    }
};

json::value value_of(const Event& event) {
    ChangeWriter change;
    std::visit(change, event.change);
    const json::object by{{"kind", code(event.by.kind)}, {"id", value_of(event.by.id)}};
    return json::object{{"account", event.account.text()},    {"user", value_of(std::optional(event.user))},
                        {"revision", event.revision},         {"at", value_of("at", event.at)},
                        {"action", code(action_of(event))},   {"by", by},
                        {"from", value_of(event.from)},       {"to", value_of(event.to)},
                        {"change", std::move(change.members)}};
}

// Reading.

/// A value and where it stands, for the error.
struct Place {
    std::string name;
    const json::value* value = nullptr;

    [[noreturn]] void fail(std::string_view why) const { beckon::fail(name, why); }
    bool is_null() const { return value->is_null(); }

    std::string_view text() const {
        const json::string* text = value->if_string();
        if (text == nullptr) fail("not a text");
        return {text->data(), text->size()};
    }

    bool flag() const {
        const bool* flag = value->if_bool();
        if (flag == nullptr) fail("neither true nor false");
        return *flag;
    }

    template <class Number>
    Number number(Number least) const {
        constexpr Number most = std::numeric_limits<Number>::max();
        boost::system::error_code error;
        const auto number = value->to_number<Number>(error);
        if (!value->is_number() || value->is_double() || error || number < least) {
            fail(fmt::format("not a whole number from {} to {}", least, most));
        }
        return number;
    }
};

/// The members of an object. Each is taken once, and none is left over.
class Members {
public:
    explicit Members(const Place& place) : prefix_(place.name.empty() ? "" : place.name + ".") {
        const json::object* members = place.value->if_object();
        if (members == nullptr) place.fail("not an object");
        for (const auto& member : *members) rest_.emplace(member.key(), &member.value());
    }

    bool has(std::string_view name) const { return rest_.find(name) != rest_.end(); }

    Place take(std::string_view name) {
        const auto member = rest_.find(name);
        if (member == rest_.end()) fail(prefix_ + std::string(name), "missing");
        Place place{prefix_ + std::string(name), member->second};
        rest_.erase(member);
        return place;
    }

    void finish() const {
        if (!rest_.empty()) fail(prefix_ + rest_.begin()->first, "unknown");
    }

private:
    std::string prefix_;
    std::map<std::string, const json::value*, std::less<>> rest_;
};

template <class Enum>
Enum value_from(const Place& place) {
    const auto value = from_code<Enum>(place.text());
    if (!value) place.fail("not one of its codes");
    return *value;
}

template <class T>
T checked(const Place& place, Result<T> parsed) {
    if (!parsed) place.fail("not in its form");
    return *std::move(parsed);
}

EmailAddress email_from(const Place& place) { return checked(place, EmailAddress::parse(place.text())); }

UserId id_from(const Place& place) {
    const auto id = parse_user_id(place.text());
    if (!id || to_text(*id) != place.text()) place.fail("not a UUID in lower case");
    return *id;
}

Instant instant_from(const Place& place) {
    const auto instant = from_iso(place.text());
    if (!instant) place.fail("not an instant such as \"2026-01-01T00:00:00.000000Z\"");
    return *instant;
}

std::optional<Status> status_from(const Place& place) {
    if (place.is_null()) return std::nullopt;
    return value_from<Status>(place);
}

std::vector<std::string> labels_from(const Place& place) {
    const json::array* values = place.value->if_array();
    if (values == nullptr) place.fail("not a list");
    std::vector<std::string> labels;
    labels.reserve(values->size());
    for (const json::value& value : *values) {
        labels.emplace_back(Place{fmt::format("{}[{}]", place.name, labels.size()), &value}.text());
    }
    return labels;
}

Attributes attributes_from(const Place& place) {
    const json::object* lists = place.value->if_object();
    if (lists == nullptr) place.fail("not an object");
    Attributes attributes;
    for (const auto& list : *lists) {
        attributes.emplace(
            list.key(), labels_from({fmt::format("{}.{}", place.name, std::string_view(list.key())), &list.value()}));
    }
    return attributes;
}

Link link_from(const Place& place) {
    Members members(place);
    Link link;
    link.generation = members.take("generation").number<std::uint32_t>(0);
    link.key_id = members.take("key_id").number<std::uint8_t>(0);
    members.finish();
    return link;
}

Profile profile_from(const Place& place) {
    Members members(place);
    Profile profile;
    profile.name = members.take("name").text();
    profile.locale = members.take("locale").text();
    profile.roles = labels_from(members.take("roles"));
    profile.attributes = attributes_from(members.take("attributes"));
    members.finish();
    return profile;
}

ProfileChange profile_change_from(Members& members) {
    ProfileChange changes;
    if (members.has("name")) changes.name = members.take("name").text();
    if (members.has("locale")) changes.locale = members.take("locale").text();
    if (members.has("roles")) changes.roles = labels_from(members.take("roles"));
    if (members.has("attributes")) changes.attributes = attributes_from(members.take("attributes"));
    return changes;
}

Author author_from(const Place& place) {
    Members members(place);
    Author author{value_from<ActorKind>(members.take("kind"))};
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
    const auto note = [&] {
        return members.has("note") ? std::optional<std::string>(members.take("note").text()) : std::nullopt;
    };
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
    return events::Edited{profile_change_from(members)};
}

}  // namespace

std::string to_json(const Event& event) { return json::serialize(value_of(event)); }

std::string to_json(const PlacedEvent& placed) {
    return json::serialize(json::object{{"position", placed.position}, {"event", value_of(placed.event)}});
}

Event event_from_json(std::string_view text) {
    boost::system::error_code error;
    const json::value value = json::parse({text.data(), text.size()}, error);
    if (error) throw Error(fmt::format("event as JSON: {}", error.message()));

    Members members(Place{"", &value});
    AccountId account = [&] {
        const Place place = members.take("account");
        return checked(place, AccountId::parse(place.text()));
    }();
    const UserId user = id_from(members.take("user"));
    const auto revision = members.take("revision").number<std::int64_t>(1);
    const Instant at = instant_from(members.take("at"));
    const auto action = value_from<Action>(members.take("action"));
    const Author by = author_from(members.take("by"));
    const auto from = status_from(members.take("from"));
    const auto to = status_from(members.take("to"));
    Members change_members(members.take("change"));
    Change change = change_from(action, change_members);
    change_members.finish();
    members.finish();
    return Event{std::move(account), user, revision, at, by, from, to, std::move(change)};
}

}  // namespace beckon
