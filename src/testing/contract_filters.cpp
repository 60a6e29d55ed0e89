// SPDX-License-Identifier: MIT
#include <algorithm>

#include "beckon/lifecycle/evolve.hpp"
#include "beckon/sorting/sort_keys.hpp"
#include "testing/contract_checks.hpp"
#include "testing/story.hpp"

namespace beckon::testing {

namespace {

/// Whom a search finds, after folding it as the service does.
Labels found(Store& store, std::string_view text) {
    return keys_of(store.list({.account = acme(), .now = noon(), .search = folded(text), .size = 500}).users);
}

User renamed(Store& store, const User& user, const std::string& name) {
    return tell(store, to_do(user, Edit{{.name = name}}, noon(minutes(9))));
}

/// An invitation by that member.
Commit invited_by(std::uint32_t member, Commit invitation) {
    invitation.event.by = {ActorKind::member, user_number(member)};
    invitation.after = evolve(nullptr, invitation.event);
    return invitation;
}

void searched(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    User ann = tell(*store, to_invite(1, "Ann.Lee@one.example", noon(), {"Team Lead", "Owner"}));
    ann = renamed(*store, ann, "Zoë Straße");
    const User bob = renamed(*store, tell(*store, to_adopt(2, "bob@two.example", noon(), {"Agent"})), "Leo Ångström");
    tell(*store,
         to_do(bob, Edit{{.locale = "pt-BR", .attributes = {{"teams", {"Night shift"}}, {"inboxes", {"Support"}}}}},
               noon(minutes(10))));
    tell(*store, to_do(tell(*store, to_invite(3, "gone@one.example", noon())), Cancel{}, noon(tick)));
    tell(*store, to_invite(4, "other@one.example", noon(), {"Owner"}, globex()));
    const Labels neither;
    const Labels both{"ann.lee@one.example", "bob@two.example"};
    const Labels first{both[0]};
    const Labels second{both[1]};
    const std::string_view sentence = "a search finds who has the text in their name, address or roles";
    require(found(*store, "") == both, "an empty search finds everybody");
    for (const auto* text : {"ZOË", "zoe", "zo\u0065\u0308", "stra", "STRASSE", "straße", "ë s", "Ann.", "LEE@ONE",
                             "@one", "lead", "m l", "Owner", "TEAM LEAD"}) {
        require(found(*store, text) == first, sentence);
    }
    for (const auto* text : {"leo", "ÅNG", "ang", "\u212Bngstr", "ström", "agent", "bob", "two.example"}) {
        require(found(*store, text) == second, sentence);
    }
    for (const auto* text : {"example", "le", "o", "@"}) require(found(*store, text) == both, sentence);
    for (const auto* text : {"zoo", "strase", "nobody", "gone", "other"}) {
        require(found(*store, text) == neither, sentence);
    }
    for (const auto* text : {"night", "support", "pt-br", "globex", "acme"}) {
        require(found(*store, text) == neither, "a search looks only through names, addresses and roles");
    }
    for (const auto* text : {"ßeann", "sse ann", "straßeAnn.Lee", "exampleteam", "example team", "leadowner",
                             "lead owner", "lead,owner", "zoë straße ann.lee@one.example"}) {
        require(found(*store, text) == neither, "a search matches no text that spans two fields");
    }

    tell(*store, to_do(ann, CorrectEmail{address("ann.b@three.example")}, noon(minutes(10))));
    tell(*store,
         to_do(loaded(*store, acme(), bob.id), Edit{{.name = "Leo", .roles = Labels{"Owner"}}}, noon(minutes(11))));
    require(found(*store, "one.example").empty() && found(*store, "ström").empty() && found(*store, "agent").empty(),
            "a search does not find earlier values");
    require(found(*store, "ann.b@") == Labels{"ann.b@three.example"} && found(*store, "owner").size() == 2,
            "a search finds the current values");
}

void searched_plainly(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const Labels names{"100% sure", "under_score", "O'Neill", "\"quoted\"", "back\\slash",
                       "star*",     "quest?",      "[a-z]",   "semi;colon", "'; DROP TABLE users; --",
                       "^caret$",   "plain"};
    std::uint32_t number = 0;
    for (const auto& name : names) {
        ++number;
        renamed(*store, tell(*store, to_invite(number, "u" + std::to_string(number) + "@x.example", noon())), name);
    }
    for (std::uint32_t n = 1; n <= names.size(); ++n) {
        require(found(*store, names[n - 1]) == Labels{"u" + std::to_string(n) + "@x.example"},
                "a search takes every character literally");
    }
    const auto many = [&](const char* text) { return found(*store, text).size(); };
    require(many("%") == 1 && many("_") == 1 && many("*") == 1 && many("?") == 1 && many("\\") == 1 && many("[") == 1 &&
                many("\"") == 1 && many("'") == 2 && many(";") == 2 && many("^") == 1 && many("$") == 1,
            "a search takes every character literally");
    for (const auto* text : {"p%n", "plai_", "pl*", "plai?", "[p]lain", "^plain", "plain$", "%plain%", "' OR '1'='1"}) {
        require_equal(many(text), 0, "a search takes every character literally");
    }
}

void filtered_by_inviter(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell(*store, invited_by(7, to_invite(1, "a@example.com", noon())));
    tell(*store, invited_by(8, to_invite(2, "b@example.com", noon())));
    tell(*store, to_do(tell(*store, invited_by(7, to_invite(3, "c@example.com", noon()))), Accept{}, noon(tick)));
    tell(*store, to_adopt(7, "d@example.com", noon()));
    tell(*store, to_do(tell(*store, invited_by(7, to_invite(4, "e@example.com", noon()))), Cancel{}, noon(tick)));
    const auto of = [&](const UserId& member) {
        return keys_of(store->list({.account = acme(), .now = noon(), .invited_by = member}).users);
    };
    const std::string_view sentence = "a list filtered by inviter shows the users whom this member invited";
    require(of(user_number(7)) == Labels{"a@example.com", "c@example.com"}, sentence);
    require(of(user_number(8)) == Labels{"b@example.com"}, sentence);
    require(of(user_number(1)).empty() && of(UserId{}).empty(), sentence);
}

void filtered_by_expiry(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const User ann = tell(*store, to_invite(1, "a@example.com", noon()));
    tell(*store, to_invite(2, "b@example.com", noon(tick)));
    tell(*store, to_do(tell(*store, to_invite(3, "c@example.com", noon())), Accept{}, noon(tick)));
    tell(*store, to_do(tell(*store, to_adopt(4, "d@example.com", noon())), Deactivate{}, noon(tick)));
    const auto before = [&](Instant then, Instant now) {
        return keys_of(store->list({.account = acme(), .now = now, .expires_before = then}).users);
    };
    const std::string_view sentence = "a list filtered by expiry shows the users whose invitation expires before then";
    const Instant expiry = noon(validity());
    for (const Instant now : {noon(), expiry, expiry + hours(100)}) {
        require(before(expiry, now).empty(), sentence);
        require(before(expiry + tick, now) == Labels{"a@example.com"}, sentence);
        require(before(expiry + tick * 2, now) == Labels{"a@example.com", "b@example.com"}, sentence);
        require(before(expiry + hours(9000), now) == Labels{"a@example.com", "b@example.com"}, sentence);
    }
    tell(*store, to_do(ann, Resend{}, noon(hours(1))));
    require(before(expiry + tick * 2, noon()) == Labels{"b@example.com"}, sentence);
}

/// One of every sort: who invited, which role, which delivery, which status.
void tell_of_many(Store& store) {
    std::uint32_t number = 0;
    for (const auto* role : {"Owner", "Agent"}) {
        for (const std::uint32_t member : {101U, 102U}) {
            for (const Duration later : {Duration(hours(0)), Duration(hours(1))}) {
                for (int what = 0; what < 3; ++what) {
                    ++number;
                    const std::string text = std::string(1, static_cast<char>('a' + (number * 7) % 24)) + "@x.example";
                    Commit invitation = invited_by(member, to_invite(number, text, noon(later), {"Member", role}));
                    User user = tell(store, invitation);
                    user = renamed(store, user, number % 2 == 0 ? "Even" : "Odd");
                    if (what == 0) continue;
                    user = tell(store, to_do(user, Accept{}, noon(hours(2))));
                    if (what == 2) tell(store, to_do(user, Deactivate{}, noon(hours(3))));
                }
            }
        }
    }
    const std::vector<Delivery> outcomes{Delivery::sent, Delivery::deferred, Delivery::failed, Delivery::dropped};
    std::size_t turn = 0;
    for (const auto& claimed : store.claim_mail(noon(hours(4)), minutes(1), 20)) {
        store.settle_mail(claimed, {.delivery = outcomes[turn++ % outcomes.size()], .at = noon(hours(4))});
    }
    tell(store, to_adopt(++number, "z@x.example", noon(), {"Owner"}));
}

bool passes(const UserRow& row, const UserQuery& query) {
    const auto& [user, delivery] = row;
    const auto among = [](const auto& all, const auto& one) {
        return all.empty() || std::find(all.begin(), all.end(), one) != all.end();
    };
    const auto& roles = user.profile.roles;
    const auto expires_at = expiry_of(user);
    return search_text(user).find(query.search) != std::string::npos &&
           among(query.statuses, status_at(user, query.now).value()) &&
           (!query.role || std::find(roles.begin(), roles.end(), *query.role) != roles.end()) &&
           (query.deliveries.empty() || (delivery && among(query.deliveries, *delivery))) &&
           (!query.invited_by || user.invited_by == query.invited_by) &&
           (!query.expires_before || (expires_at && *expires_at < *query.expires_before));
}

void every_filter_at_once(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell_of_many(*store);
    const Instant now = noon(validity());
    std::size_t turn = 0;
    std::size_t longest = 0;
    for (const auto* search : {"", "odd", "@x"}) {
        for (const std::vector<Status>& statuses :
             {std::vector<Status>{}, {Status::invite_sent, Status::active}, {Status::invite_expired}}) {
            for (const auto& role : {std::optional<std::string>(), std::optional<std::string>("Owner")}) {
                for (const std::vector<Delivery>& deliveries :
                     {std::vector<Delivery>{}, {Delivery::queued, Delivery::failed}, {Delivery::sent}}) {
                    for (const auto& inviter : {std::optional<UserId>(), std::optional(user_number(101))}) {
                        for (const auto& before : {std::optional<Instant>(), std::optional(now + tick)}) {
                            UserQuery query{.account = acme(),
                                            .now = now,
                                            .order = all_user_orders[turn % all_user_orders.size()],
                                            .descending = turn / all_user_orders.size() % 2 == 1,
                                            .size = 500};
                            ++turn;
                            std::vector<UserRow> expected = store->list(query).users;
                            query.search = search, query.statuses = statuses, query.role = role;
                            query.deliveries = deliveries, query.invited_by = inviter, query.expires_before = before;
                            std::erase_if(expected, [&](const UserRow& row) { return !passes(row, query); });
                            require(store->list(query).users == expected,
                                    "a list shows the users who match every filter, in its order");
                            longest = std::max(longest, expected.size());
                            query.size = 2;
                            std::vector<UserRow> seen;
                            for (bool more = true; more && seen.size() <= expected.size();) {
                                const UserPage page = store->list(query);
                                seen.insert(seen.end(), page.users.begin(), page.users.end());
                                more = page.more;
                                if (more) query.after = place_of(seen.back().user, query);
                            }
                            require(seen == expected, "the pages of a list with several filters show each user once");
                        }
                    }
                }
            }
        }
    }
    require_equal(longest, 25, "a list without filters shows all");
}

}  // namespace

std::vector<ContractCheck> filter_checks() {
    return {{"a search finds texts in names, addresses and roles", searched},
            {"a search takes every character literally", searched_plainly},
            {"a list filters by inviter", filtered_by_inviter},
            {"a list filters by the expiry of invitations", filtered_by_expiry},
            {"a list shows the users who match every filter", every_filter_at_once}};
}

}  // namespace beckon::testing
