// SPDX-License-Identifier: MIT
#include "user_steps.hpp"

#include <boost/json/array.hpp>
#include <string>
#include <utility>
#include <vector>

#include "beckon/addresses/read_address.hpp"
#include "beckon/exchange/user_import.hpp"
#include "moments.hpp"
#include "story_error.hpp"

namespace story {

using namespace beckon;

namespace {

Answer with_expiry(const World& world, const Result<User>& user) {
    Answer answer = with_status(world, user);
    if (user) answer["expires_at"] = text_or_null(expiry_of(*user));
    return answer;
}

Attributes attributes_in(const Step& step) {
    Attributes attributes;
    for (const std::string name : {"inboxes", "teams"}) {
        if (auto labels = step.texts_if(name)) attributes[name] = *std::move(labels);
    }
    return attributes;
}

Profile profile_in(const Step& step) {
    return {.name = step.text_if("name").value_or(""),
            .locale = step.text_if("locale").value_or(""),
            .roles = step.texts_if("roles").value_or(std::vector<std::string>{"Agent"}),
            .attributes = attributes_in(step)};
}

/// The terms on which the step sends, and the label for the link if it is by hand.
struct Sending {
    Terms terms{};
    std::string link{};
};

Sending sending_in(const Step& step) {
    Sending sending;
    sending.terms.note = step.text_if("note");
    sending.terms.by_hand = step.flag_if("by_hand").value_or(false);
    if (const auto validity = step.text_if("validity")) {
        sending.terms.validity = duration_from("validity", *validity);
    }
    if (sending.terms.by_hand) {
        sending.link = step.text("link");
    } else if (step.has("link")) {
        throw StoryError("link", "there is one if the step is \"by_hand\"");
    }
    return sending;
}

/// The answer of a step that sends. By hand, the step's label now means the link.
Answer with_link(World& world, const Sending& sending, const Result<Done>& done) {
    if (!done) return no(done.error());
    Answer answer = with_expiry(world, done->user);
    if (!sending.terms.by_hand) return answer;
    world.labels.bind_link(sending.link, done->token);
    answer["link"] = sending.link;
    return answer;
}

const User& user_in(const User& user) { return user; }
const User& user_in(const Done& done) { return done.user; }

/// Adds a user with `add`, and the label now means them. After a refusal it keeps its meaning.
template <class Add>
auto add_user(World& world, const Step& step, Add add) -> decltype(add(std::declval<NewUser>(), Actor{})) {
    const std::string label = step.text("user");
    const std::string email = step.text("email");
    const Profile profile = profile_in(step);
    const std::string reference = step.text_if("reference").value_or("");
    const Actor by = actor_in(world, step);
    world.labels.mention_user(label);
    const auto address = read_address(email);
    if (!address) return address.error();
    auto user = add(NewUser{*address, profile, reference}, by);
    if (user) world.labels.bind_user(label, user_in(*user).id);
    return user;
}

/// Carries out, for the user of the step, a command that needs nothing but an actor.
template <class Command>
Result<User> act(World& world, const Step& step, Command command) {
    const UserId user = world.labels.user(step.text("user"));
    return (world.service.*command)(world.account, user, actor_in(world, step), {});
}

/// Sends to the user of the step.
template <class Command>
Answer send(World& world, const Step& step, Command command) {
    const UserId user = world.labels.user(step.text("user"));
    const Sending sending = sending_in(step);
    return with_link(world, sending, command(user, actor_in(world, step), sending.terms));
}

}  // namespace

Actor actor_in(World& world, const Step& step) {
    auto by = step.by_if();
    if (!by) return Host{};
    return Member{world.labels.actor(by->user), std::move(by->roles)};
}

Answer with_status(const World& world, const Result<User>& user) {
    if (!user) return no(user.error());
    Answer answer = yes();
    answer["status"] = code_or_null(status_at(*user, world.now));
    return answer;
}

Answer seed_user(World& world, const Step& step) {
    return with_status(world, add_user(world, step, [&](const NewUser& user, const Actor&) {
                           return world.service.adopt(world.account, user);
                       }));
}

Answer invite(World& world, const Step& step) {
    const Sending sending = sending_in(step);
    return with_link(world, sending, add_user(world, step, [&](const NewUser& user, const Actor& by) {
                         return world.service.invite(world.account, user, by, {}, sending.terms);
                     }));
}

Answer resend(World& world, const Step& step) {
    return send(world, step, [&](const UserId& user, const Actor& by, const Terms& terms) {
        return world.service.resend(world.account, user, by, {}, terms);
    });
}

Answer send_new(World& world, const Step& step) {
    return send(world, step, [&](const UserId& user, const Actor& by, const Terms& terms) {
        return world.service.send_new(world.account, user, by, {}, terms);
    });
}

Answer cancel(World& world, const Step& step) { return with_status(world, act(world, step, &Service::cancel)); }
Answer deactivate(World& world, const Step& step) { return with_status(world, act(world, step, &Service::deactivate)); }
Answer activate(World& world, const Step& step) { return with_status(world, act(world, step, &Service::activate)); }
Answer remove(World& world, const Step& step) { return with_status(world, act(world, step, &Service::remove)); }

Answer copy_link(World& world, const Step& step) {
    const UserId user = world.labels.user(step.text("user"));
    const std::string label = step.text("link");
    const auto copied = world.service.copy_link(world.account, user, actor_in(world, step));
    if (!copied) return no(copied.error());
    world.labels.bind_link(label, copied->token);
    return with_expiry(world, copied->user);
}

Answer edit(World& world, const Step& step) {
    const UserId user = world.labels.user(step.text("user"));
    const ProfileChange changes{
        .name = step.text_if("name"), .roles = step.texts_if("roles"), .attributes = attributes_in(step)};
    return with_status(world, world.service.edit(world.account, user, changes, actor_in(world, step)));
}

Answer correct_email(World& world, const Step& step) {
    const auto email = read_address(step.text("email"));
    return send(world, step, [&](const UserId& user, const Actor& by, const Terms& terms) -> Result<Done> {
        if (!email) return email.error();
        return world.service.correct_email(world.account, user, *email, by, {}, terms);
    });
}

Answer import_users(World& world, const Step& step) {
    const ImportOptions options{.dry_run = step.flag_if("dry_run").value_or(false)};
    const std::string csv = step.text("csv");
    const auto report = beckon::import_users(world.service, world.account, csv, actor_in(world, step), options);
    if (!report) return no(report.error());
    boost::json::array rows;
    for (const ImportRow& row : report->rows) {
        const auto reason = row.refusal ? boost::json::value(code(row.refusal->reason)) : nullptr;
        rows.push_back({{"email", row.email}, {"outcome", code(row.outcome)}, {"reason", reason}});
        if (row.outcome == ImportOutcome::added && row.user) world.labels.bind_user(row.email, *row.user);
    }
    Answer answer = yes();
    answer["rows"] = std::move(rows);
    return answer;
}

}  // namespace story
