// SPDX-License-Identifier: MIT
#include "reading_steps.hpp"

#include <boost/json/array.hpp>
#include <map>
#include <set>
#include <utility>

#include "moments.hpp"
#include "story_error.hpp"
#include "user_steps.hpp"

namespace story {

using namespace beckon;
namespace json = boost::json;

namespace {

json::array texts(const std::vector<std::string>& all) {
    json::array array(all.begin(), all.end());
    return array;
}

json::value newest_delivery(World& world, const UserId& user) {
    const auto mails = world.service.mail(world.account, user);
    return mails.empty() ? json::value(nullptr) : json::value(code(mails.front().delivery));
}

std::string author_in(const World& world, const Event& event) {
    switch (event.by.kind) {
        case ActorKind::host: return "host";
        case ActorKind::invitee: return "invitee";
        case ActorKind::member: break;
    }
    const UserId id = event.by.id.value_or(UserId{});
    return world.labels.name_of(id).value_or(beckon::to_text(id));
}

ListRequest request_in(const Step& step) {
    ListRequest request;
    if (const auto name = step.text_if("status")) {
        const auto status = from_code<Status>(*name);
        if (!status) throw StoryError("status", "there is no status \"" + *name + "\"");
        request.statuses = {*status};
    }
    request.role = step.text_if("role");
    request.search = step.text_if("search").value_or("");
    if (auto sort = step.text_if("sort")) {
        request.descending = sort->starts_with('-');
        const std::string_view name = std::string_view(*sort).substr(request.descending ? 1 : 0);
        const bool by_attribute = name == "teams" || name == "inboxes";
        const auto order = from_code<UserOrder>(by_attribute ? "attribute" : name);
        if (!order || (order == UserOrder::attribute && !by_attribute))
            throw StoryError("sort", "there is no column \"" + *sort + "\"");
        request.order = *order;
        if (by_attribute) request.attribute = name;
    }
    request.size = step.number_if("size").value_or(request.size);
    return request;
}

}  // namespace

std::string name_of(const World& world, const User& user) {
    return world.labels.name_of(user.id).value_or(user.email.text());
}

Answer status(World& world, const Step& step) {
    const UserId id = world.labels.user(step.text("user"));
    const auto user = world.service.load(world.account, id);
    const bool live = user && is_live(*user);
    Answer answer = yes();
    answer["status"] = live ? code_or_null(status_at(*user, world.now)) : nullptr;
    answer["expires_at"] = live ? text_or_null(expiry_of(*user)) : nullptr;
    answer["delivery"] = live ? newest_delivery(world, id) : nullptr;
    answer["roles"] = live ? texts(user->profile.roles) : json::array();
    for (const std::string name : {"teams", "inboxes"}) {
        answer[name] = live ? texts(labels_of(user->profile, name)) : json::array();
    }
    answer["name"] = live ? json::value(user->profile.name) : nullptr;
    answer["email"] = live ? json::value(user->email.text()) : nullptr;
    return answer;
}

Answer actions(World& world, const Step& step) {
    const UserId id = world.labels.user(step.text("user"));
    const auto available = world.service.available_actions(world.account, id, actor_in(world, step));
    if (!available) return no(available.error());
    std::set<std::string_view> enabled;
    std::map<std::string_view, Refusal> refused;
    for (const Availability& each : *available) {
        if (each.refusal) {
            refused.emplace(code(each.action), *each.refusal);
        } else {
            enabled.insert(code(each.action));
        }
    }
    json::object disabled;
    for (const auto& [action, refusal] : refused) {
        disabled[action] = {{"reason", code(refusal.reason)}, {"remedy", code_or_null(refusal.remedy)}};
    }
    Answer answer = yes();
    answer["enabled"] = json::array(enabled.begin(), enabled.end());
    answer["disabled"] = std::move(disabled);
    return answer;
}

Answer list(World& world, const Step& step) {
    static_cast<void>(actor_in(world, step));
    ListRequest request = request_in(step);
    json::array users;
    std::size_t pages = 0;
    do {
        const auto page = world.service.list(world.account, request);
        if (!page) return no(page.error());
        for (const UserRow& row : page->users) users.emplace_back(name_of(world, row.user));
        request.cursor = page->next;
        ++pages;
    } while (!request.cursor.empty());
    Answer answer = yes();
    answer["users"] = std::move(users);
    answer["pages"] = pages;
    return answer;
}

Answer count(World& world, const Step& step) {
    static_cast<void>(step);
    const StatusCounts counts = world.service.count(world.account);
    Answer answer = yes();
    answer["invite_sent"] = counts.invite_sent;
    answer["invite_expired"] = counts.invite_expired;
    answer["active"] = counts.active;
    answer["deactivated"] = counts.deactivated;
    return answer;
}

Answer history(World& world, const Step& step) {
    EventQuery query{.account = world.account, .user = world.labels.user(step.text("user"))};
    json::array events;
    for (bool more = true; more;) {
        const EventPage page = world.service.events(query);
        for (const auto& [position, event] : page.events) {
            events.push_back({{"action", code(action_of(event))},
                              {"at", to_text(event.at)},
                              {"by", author_in(world, event)},
                              {"from", code_or_null(event.from)},
                              {"to", code_or_null(event.to)}});
            query.after = position;
        }
        more = page.more;
    }
    Answer answer = yes();
    answer["events"] = std::move(events);
    return answer;
}

}  // namespace story
