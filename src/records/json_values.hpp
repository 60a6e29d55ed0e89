// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "beckon/lifecycle/user.hpp"
#include "beckon/lifecycle/words.hpp"
#include "beckon/ports/errors.hpp"

/// What the JSON forms of events, requests, users and refusals have in common.
namespace beckon::records {

namespace json = boost::json;

/// Thrown for a value that has no JSON form, and for JSON that is not of the form: the member at fault, by its path,
/// and what is wrong with it.
struct Fault {
    std::string member;
    std::string why;

    /// Says that the member is in another one.
    void move_into(std::string_view outer) {
        member = member.empty() ? std::string(outer) : fmt::format("{}.{}", outer, member);
    }
};

/// Returns a member's path as an error may show it: cut, and without control characters or anything but ASCII.
std::string shown(std::string_view path);

/// Runs `body`. Throws `Error` for a `Fault`. `document` is what is written or read, such as "event".
template <class Body>
auto in_document(std::string_view document, Body body) {
    try {
        return body();
    } catch (const Fault& fault) {
        const std::string where = fault.member.empty() ? "" : fmt::format("member \"{}\": ", shown(fault.member));
        throw Error(fmt::format("{} as JSON: {}{}", document, where, fault.why));
    }
}

/// Runs `body`. A `Fault` that it throws gets a path that begins with `member`.
template <class Body>
auto in_member(std::string_view member, Body body) {
    try {
        return body();
    } catch (Fault& fault) {
        fault.move_into(member);
        throw;
    }
}

// Writing.

json::value to_value(std::string_view text);
json::value to_value(const std::vector<std::string>& labels);
json::value to_value(const Attributes& attributes);
json::value to_value(Instant instant);
json::value to_value(const UserId& id);
json::value to_value(const EmailAddress& email);
json::value to_value(const Profile& profile);
json::value to_value(const Link& link);

template <HasWords Enum>
json::value to_value(Enum value) {
    return json::string(code(value));
}

template <class T>
json::value to_value(const std::optional<T>& value) {
    return value ? to_value(*value) : json::value(nullptr);
}

template <class T>
void put(json::object& members, std::string_view name, const T& value) {
    members.emplace(name, in_member(name, [&] { return to_value(value); }));
}

/// Adds the parts that are to change.
void put_changes(json::object& members, const ProfileChange& changes);

/// Returns what `to_json(user, now)` writes.
json::object user_value(const User& user, Instant now);

// Reading.

/// A value and where it stands.
struct Place {
    std::string name;
    const json::value* value = nullptr;

    [[noreturn]] void fail(std::string_view why) const { throw Fault{name, std::string(why)}; }
    bool is_null() const { return value->is_null(); }
    std::string_view text() const;
    bool flag() const;
    const json::array& list() const;
    const json::object& object() const;

    template <class Number>
    Number number(Number least, Number most = std::numeric_limits<Number>::max()) const {
        boost::system::error_code error;
        const auto number = value->to_number<Number>(error);
        if (!value->is_number() || value->is_double() || error || number < least || number > most) {
            fail(fmt::format("not a whole number from {} to {}", least, most));
        }
        return number;
    }
};

/// The members of an object. Each is taken once, and none is left over.
class Members {
public:
    explicit Members(const Place& place);

    Place take(std::string_view name);
    std::optional<Place> take_if(std::string_view name);
    void finish() const;

private:
    std::string prefix_;
    std::map<std::string, const json::value*, std::less<>> rest_;
};

/// Returns the value of a text. Throws `Fault` if it is not JSON, or an object has a member twice.
json::value parse(std::string_view text);

template <HasWords Enum>
Enum enum_from(const Place& place) {
    const auto value = from_code<Enum>(place.text());
    if (!value) place.fail("not one of its codes");
    return *value;
}

UserId id_from(const Place& place);
Instant instant_from(const Place& place);
std::vector<std::string> labels_from(const Place& place);
Profile profile_from(const Place& place);
Link link_from(const Place& place);

/// Takes the parts that are to change.
ProfileChange take_changes(Members& members);

/// Takes a text that may be missing.
std::optional<std::string> take_text_if(Members& members, std::string_view name);

}  // namespace beckon::records
