// SPDX-License-Identifier: MIT
#include "beckon/records/request_json.hpp"

#include <type_traits>
#include <utility>
#include <variant>

#include "records/json_values.hpp"

namespace beckon {

namespace records {

namespace {

/// The largest number that every reader of JSON has exactly (RFC 8259, section 6).
constexpr std::int64_t most_number = (std::int64_t{1} << 53U) - 1;

json::value number_value(std::int64_t number, std::int64_t least) {
    if (number < least || number > most_number) throw Fault{{}, "not a number that JSON has exactly"};
    return number;
}

template <class T>
void put_if_any(json::object& members, std::string_view name, const T& value) {
    if (!value.empty()) put(members, name, value);
}

struct SubjectWriter {
    json::object& request;

    void operator()(std::monostate /*nobody yet*/) const {}
    void operator()(const UserId& id) const { request.emplace("subject", json::object{{"id", to_value(id)}}); }
    void operator()(const EmailAddress& email) const {
        request.emplace("subject", json::object{{"email", to_value(email)}});
    }
};

/// Writes the members of a command.
struct CommandWriter {
    json::object& members;

    void operator()(const Invite& c) const {
        put_newcomer(c);
        put_terms(c.terms);
    }
    void operator()(const Adopt& c) const { put_newcomer(c); }
    void operator()(const Resend& c) const { put_terms(c.terms); }
    void operator()(const SendNew& c) const { put_terms(c.terms); }
    void operator()(const Accept& c) const {
        if (c.identity) put(members, "identity", *c.identity);
    }
    void operator()(const CorrectEmail& c) const {
        put(members, "email", c.email);
        put_terms(c.terms);
    }
    void operator()(const Edit& c) const { put_changes(members, c.changes); }
    template <class Bare>
    void operator()(const Bare& /*has no members*/) const {
        static_assert(std::is_empty_v<Bare>);
    }

    template <class Newcomer>
    void put_newcomer(const Newcomer& c) const {
        put(members, "email", c.email);
        put_if_any(members, "name", c.profile.name);
        put_if_any(members, "locale", c.profile.locale);
        put_if_any(members, "roles", c.profile.roles);
        put_if_any(members, "attributes", c.profile.attributes);
        put_if_any(members, "reference", c.reference);
    }
    void put_terms(const Terms& terms) const {
        if (terms.validity) {
            members.emplace("validity", in_member("validity", [&] { return duration_value(*terms.validity); }));
        }
        if (terms.note) put(members, "note", *terms.note);
        if (terms.by_hand) members.emplace("by_hand", true);
    }
    static json::value duration_value(Duration duration) {
        if (duration.is_special()) throw Fault{{}, "not a span of time"};
        return number_value(duration.total_microseconds(), -most_number);
    }
};

struct ActorWriter {
    json::object& members;

    void operator()(const Host& /*is one*/) const { put(members, "kind", ActorKind::host); }
    void operator()(const Member& member) const {
        put(members, "kind", ActorKind::member);
        put(members, "id", member.id);
        put_if_any(members, "roles", member.roles);
    }
    void operator()(const LinkHolder& holder) const {
        put(members, "kind", ActorKind::invitee);
        put(members, "link", holder.link);
    }
};

json::array commands_value(const std::vector<Command>& commands) {
    json::array values;
    for (const Command& command : commands) {
        json::object members;
        put(members, "do", action_of(command));
        in_member(fmt::format("commands[{}]", values.size()), [&] { std::visit(CommandWriter{members}, command); });
        values.push_back(std::move(members));
    }
    return values;
}

json::object request_value(const Request& request) {
    json::object members;
    std::visit(SubjectWriter{members}, request.subject);
    members.emplace("commands", commands_value(request.commands));
    json::object by;
    in_member("by", [&] { std::visit(ActorWriter{by}, request.by); });
    members.emplace("by", std::move(by));
    if (request.revision) {
        members.emplace("revision", in_member("revision", [&] { return number_value(*request.revision, 1); }));
    }
    put_if_any(members, "idempotency_key", request.idempotency_key);
    return members;
}

/// Throws `RefusedError` if the text is no address.
EmailAddress address_from(const Place& place, Field field) { return EmailAddress::parse(place.text(), field).value(); }

Subject subject_from(const Place& place) {
    Members members(place);
    Subject subject;
    if (const auto id = members.take_if("id")) {
        subject = id_from(*id);
    } else {
        subject = address_from(members.take("email"), Field::email);
    }
    members.finish();
    return subject;
}

Terms take_terms(Members& members) {
    Terms terms;
    if (const auto validity = members.take_if("validity")) {
        terms.validity = boost::posix_time::microseconds(validity->number(-most_number, most_number));
    }
    terms.note = take_text_if(members, "note");
    if (const auto by_hand = members.take_if("by_hand")) terms.by_hand = by_hand->flag();
    return terms;
}

Profile take_profile(Members& members) {
    ProfileChange given = take_changes(members);
    return {.name = std::move(given.name).value_or(""),
            .locale = std::move(given.locale).value_or(""),
            .roles = given.roles.value_or({}),
            .attributes = std::move(given.attributes)};
}

Accept take_accept(Members& members) {
    Accept accept;
    if (const auto identity = members.take_if("identity")) accept.identity = address_from(*identity, Field::identity);
    return accept;
}

Command take_command(Action action, Members& members) {
    const auto email = [&] { return address_from(members.take("email"), Field::email); };
    const auto profile = [&] { return take_profile(members); };
    const auto reference = [&] { return take_text_if(members, "reference").value_or(""); };
    const auto terms = [&] { return take_terms(members); };
    switch (action) {
        case Action::invite: return Invite{email(), profile(), reference(), terms()};
        case Action::adopt: return Adopt{email(), profile(), reference()};
        case Action::resend: return Resend{terms()};
        case Action::send_new: return SendNew{terms()};
        case Action::copy_link: return CopyLink{};
        case Action::begin_setup: return BeginSetup{};
        case Action::accept: return take_accept(members);
        case Action::decline: return Decline{};
        case Action::correct_email: return CorrectEmail{email(), terms()};
        case Action::cancel: return Cancel{};
        case Action::deactivate: return Deactivate{};
        case Action::activate: return Activate{};
        case Action::remove: return Remove{};
        case Action::edit: break;
    }
    return Edit{take_changes(members)};
}

std::vector<Command> commands_from(const Place& place) {
    std::vector<Command> commands;
    for (const json::value& value : place.list()) {
        Members members(Place{fmt::format("{}[{}]", place.name, commands.size()), &value});
        const auto action = enum_from<Action>(members.take("do"));
        commands.push_back(take_command(action, members));
        members.finish();
    }
    return commands;
}

Actor take_actor(ActorKind kind, Members& members) {
    if (kind == ActorKind::host) return Host{};
    if (kind == ActorKind::invitee) return LinkHolder{link_from(members.take("link"))};
    Member member{id_from(members.take("id")), {}};
    if (const auto roles = members.take_if("roles")) member.roles = labels_from(*roles);
    return member;
}

Actor actor_from(const Place& place) {
    Members members(place);
    const auto kind = enum_from<ActorKind>(members.take("kind"));
    Actor actor = take_actor(kind, members);
    members.finish();
    return actor;
}

Request request_from(const json::value& value) {
    Members members(Place{"", &value});
    Request request;
    if (const auto subject = members.take_if("subject")) request.subject = subject_from(*subject);
    request.commands = commands_from(members.take("commands"));
    request.by = actor_from(members.take("by"));
    if (const auto revision = members.take_if("revision")) {
        request.revision = revision->number(std::int64_t{1}, most_number);
    }
    request.idempotency_key = take_text_if(members, "idempotency_key").value_or("");
    members.finish();
    return request;
}

}  // namespace

}  // namespace records

std::string to_json(const Request& request) {
    return records::in_document("request", [&] { return boost::json::serialize(records::request_value(request)); });
}

Result<Request> request_from_json(std::string_view text) try {
    return records::in_document("request", [&] { return records::request_from(records::parse(text)); });
} catch (const RefusedError& refused) {
    return refused.refusal();
}

}  // namespace beckon
