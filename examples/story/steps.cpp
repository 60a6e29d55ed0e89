// SPDX-License-Identifier: MIT
#include "steps.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "link_steps.hpp"
#include "mail_steps.hpp"
#include "moments.hpp"
#include "reading_steps.hpp"
#include "story_error.hpp"
#include "user_steps.hpp"

namespace story {

namespace {

Answer clock(World& world, const Step& step) {
    const auto set = step.text_if("set");
    const auto advance = step.text_if("advance");
    if (set.has_value() == advance.has_value()) throw StoryError("clock", "needs either \"set\" or \"advance\"");
    world.now = set ? instant_from("set", *set) : advanced(world.now, "advance", *advance);
    Answer answer = yes();
    answer["now"] = to_text(world.now);
    return answer;
}

struct Verb {
    std::string_view name;
    std::vector<std::string_view> keys;
    Answer (*play)(World&, const Step&);
};

const std::vector<Verb>& verbs() {
    static const std::vector<Verb> all{
        {"clock", {"set", "advance"}, clock},
        {"seed_user", {"user", "email", "name", "locale", "roles", "teams", "inboxes", "reference"}, seed_user},
        {"invite",
         {"user", "email", "name", "locale", "roles", "teams", "inboxes", "reference", "by", "validity", "note",
          "by_hand", "link"},
         invite},
        {"resend", {"user", "by", "validity", "note", "by_hand", "link"}, resend},
        {"send_new", {"user", "by", "validity", "note", "by_hand", "link"}, send_new},
        {"copy_link", {"user", "link", "by"}, copy_link},
        {"cancel", {"user", "by"}, cancel},
        {"deactivate", {"user", "by"}, deactivate},
        {"activate", {"user", "by"}, activate},
        {"remove", {"user", "by"}, remove},
        {"edit", {"user", "name", "roles", "teams", "inboxes", "by"}, edit},
        {"correct_email", {"user", "email", "by", "validity", "note", "by_hand", "link"}, correct_email},
        {"deliver", {"outcome"}, deliver},
        {"take_link", {"to", "link", "nth"}, take_link},
        {"check", {"link"}, check},
        {"open", {"link"}, open},
        {"decline", {"link"}, decline},
        {"accept", {"link", "identity"}, accept},
        {"tamper", {"link", "as", "how"}, tamper},
        {"status", {"user"}, status},
        {"actions", {"user", "by"}, actions},
        {"list", {"search", "status", "role", "sort", "size", "by"}, list},
        {"count", {}, count},
        {"history", {"user"}, history},
        {"import", {"csv", "dry_run", "by"}, import_users},
    };
    return all;
}

}  // namespace

Answer play(World& world, const Step& step) {
    const auto verb =
        std::find_if(verbs().begin(), verbs().end(), [&](const Verb& v) { return v.name == step.verb(); });
    if (verb == verbs().end()) throw StoryError("do", "there is no step \"" + step.verb() + "\"");
    step.allow_only(verb->keys);
    return verb->play(world, step);
}

}  // namespace story
