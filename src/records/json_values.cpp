// SPDX-License-Identifier: MIT
#include "records/json_values.hpp"

#include <algorithm>
#include <cstddef>
#include <stdexcept>

#include "beckon/lifecycle/text.hpp"
#include "beckon/records/iso_time.hpp"

namespace beckon::records {

namespace {

/// How many members the objects in a JSON text have: one for each colon outside of strings.
std::size_t members_written(std::string_view text) {
    std::size_t count = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"') in_string = !in_string;
        if (text[i] == '\\') ++i;  // The next one does not end the string.
        if (text[i] == ':' && !in_string) ++count;
    }
    return count;
}

/// How many members the objects in a value have.
std::size_t members_in(const json::value& value) {
    std::size_t count = 0;
    if (const auto* list = value.if_array()) {
        for (const json::value& each : *list) count += members_in(each);
    } else if (const auto* object = value.if_object()) {
        for (const auto& member : *object) count += 1 + members_in(member.value());
    }
    return count;
}

Attributes attributes_from(const Place& place) {
    Attributes attributes;
    for (const auto& list : place.object()) {
        const std::string_view name = list.key();
        attributes.emplace(name, labels_from({fmt::format("{}.{}", place.name, name), &list.value()}));
    }
    return attributes;
}

}  // namespace

std::string shown(std::string_view path) {
    constexpr std::size_t most = 100;
    std::string plain(path.substr(0, most));
    std::replace_if(
        plain.begin(), plain.end(), [](char c) { return c < 0x20 || c > 0x7E; }, '?');
    return path.size() > most ? plain + "..." : plain;
}

json::value to_value(std::string_view text) {
    for (std::string_view rest = text; !rest.empty();) {
        if (beckon::lifecycle::next_code_point(rest) == beckon::lifecycle::bad_utf8) throw Fault{{}, "not valid UTF-8"};
    }
    return json::string(text.data(), text.size());
}

json::value to_value(const std::vector<std::string>& labels) {
    json::array values;
    values.reserve(labels.size());
    for (const std::string& label : labels) values.push_back(to_value(std::string_view(label)));
    return values;
}

json::value to_value(const Attributes& attributes) {
    json::object values;
    for (const auto& [name, labels] : attributes) put(values, to_value(name).as_string(), labels);
    return values;
}

json::value to_value(Instant instant) try { return json::string(to_iso(instant)); } catch (const std::out_of_range&) {
    throw Fault{{}, "not an instant in the years 1400 to 9999"};
}

json::value to_value(const UserId& id) { return json::string(to_text(id)); }

json::value to_value(const EmailAddress& email) { return json::string(email.text()); }

json::value to_value(const Profile& profile) {
    json::object members;
    put(members, "name", profile.name);
    put(members, "locale", profile.locale);
    put(members, "roles", profile.roles);
    put(members, "attributes", profile.attributes);
    return members;
}

json::value to_value(const Link& link) {
    return json::object{{"generation", link.generation}, {"key_id", link.key_id}};
}

void put_changes(json::object& members, const ProfileChange& changes) {
    if (changes.name) put(members, "name", *changes.name);
    if (changes.locale) put(members, "locale", *changes.locale);
    if (changes.roles) put(members, "roles", *changes.roles);
    if (!changes.attributes.empty()) put(members, "attributes", changes.attributes);
}

std::string_view Place::text() const {
    const json::string* text = value->if_string();
    if (text == nullptr) fail("not a text");
    return {text->data(), text->size()};
}

bool Place::flag() const {
    const bool* flag = value->if_bool();
    if (flag == nullptr) fail("neither true nor false");
    return *flag;
}

const json::array& Place::list() const {
    const json::array* list = value->if_array();
    if (list == nullptr) fail("not a list");
    return *list;
}

const json::object& Place::object() const {
    const json::object* object = value->if_object();
    if (object == nullptr) fail("not an object");
    return *object;
}

Members::Members(const Place& place) : prefix_(place.name.empty() ? "" : place.name + ".") {
    for (const auto& member : place.object()) rest_.emplace(member.key(), &member.value());
}

Place Members::take(std::string_view name) {
    auto place = take_if(name);
    if (!place) throw Fault{prefix_ + std::string(name), "missing"};
    return *std::move(place);
}

std::optional<Place> Members::take_if(std::string_view name) {
    const auto member = rest_.find(name);
    if (member == rest_.end()) return std::nullopt;
    Place place{prefix_ + std::string(name), member->second};
    rest_.erase(member);
    return place;
}

void Members::finish() const {
    if (!rest_.empty()) throw Fault{prefix_ + rest_.begin()->first, "unknown"};
}

json::value parse(std::string_view text) {
    boost::system::error_code error;
    json::value value = json::parse({text.data(), text.size()}, error);
    if (error) throw Fault{{}, error.message()};
    if (members_in(value) != members_written(text)) throw Fault{{}, "an object has the same member twice"};
    return value;
}

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

std::vector<std::string> labels_from(const Place& place) {
    std::vector<std::string> labels;
    labels.reserve(place.list().size());
    for (const json::value& value : place.list()) {
        labels.emplace_back(Place{fmt::format("{}[{}]", place.name, labels.size()), &value}.text());
    }
    return labels;
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

Link link_from(const Place& place) {
    Members members(place);
    Link link;
    link.generation = members.take("generation").number<std::uint32_t>(1);
    link.key_id = members.take("key_id").number<std::uint8_t>(0);
    members.finish();
    return link;
}

ProfileChange take_changes(Members& members) {
    ProfileChange changes{.name = take_text_if(members, "name"), .locale = take_text_if(members, "locale")};
    if (const auto roles = members.take_if("roles")) changes.roles = labels_from(*roles);
    if (const auto attributes = members.take_if("attributes")) changes.attributes = attributes_from(*attributes);
    return changes;
}

std::optional<std::string> take_text_if(Members& members, std::string_view name) {
    const auto place = members.take_if(name);
    return place ? std::optional<std::string>(place->text()) : std::nullopt;
}

}  // namespace beckon::records
