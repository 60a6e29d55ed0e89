// SPDX-License-Identifier: MIT
#include "testing/contract_checks.hpp"
#include "testing/story.hpp"

namespace beckon::testing {

namespace {

void load_follows_every_change(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const auto told = [&](const Commit& commit) {
        User user = tell(*store, commit);
        require(store->load(acme(), user.id) == user, "load returns the user as last committed");
        return user;
    };
    User ann = told(to_invite(1, "ann@example.com", noon(), {"Member"}));
    ann = told(to_do(ann, BeginSetup{}, noon(minutes(1))));
    ann = told(to_do(ann, Resend{}, noon(minutes(2))));
    ann = told(to_do(ann, CopyLink{}, noon(minutes(3))));
    ann = told(to_do(ann, SendNew{}, noon(hours(48))));
    ann = told(to_do(ann, CorrectEmail{address("Ann.B@example.com")}, noon(hours(49))));
    ann =
        told(to_do(ann, Edit{{.name = "Ann B", .roles = Labels{"Owner", "Member"}, .attributes = {{"teams", {"Day"}}}}},
                   noon(hours(50))));
    ann = told(to_do(ann, Accept{}, noon(hours(51))));
    ann = told(to_do(ann, Deactivate{}, noon(hours(52))));
    ann = told(to_do(ann, Edit{{.locale = "pt-BR", .attributes = {{"teams", {"Night", "Day"}}, {"inboxes", {"Help"}}}}},
                     noon(hours(53))));
    ann = told(to_do(ann, Activate{}, noon(hours(54))));
    told(to_do(ann, Remove{}, noon(hours(55))));
    told(to_adopt(2, "bob@example.com", noon(hours(56))));
}

void load_gives_tombstones(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const User cancelled =
        tell(*store, to_do(tell(*store, to_invite(1, "a@example.com", noon())), Cancel{}, noon(tick)));
    const User declined =
        tell(*store, to_do(tell(*store, to_invite(2, "b@example.com", noon())), Decline{}, noon(tick)));
    const User removed = tell(*store, to_do(tell(*store, to_adopt(3, "c@example.com", noon())), Remove{}, noon(tick)));
    for (const User& gone : {cancelled, declined, removed}) {
        require(store->load(acme(), gone.id) == gone, "load returns a tombstone too");
    }
}

void load_gives_none(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    require(!store->load(acme(), user_number(1)), "load returns nothing in an account without commits");
    tell(*store, to_invite(1, "ann@example.com", noon()));
    require(!store->load(acme(), user_number(2)), "load returns nothing if there never was such a user");
    require(!store->load(acme(), UserId{}), "load returns nothing for the nil id");
}

void find_by_key(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const User ann = tell(*store, to_invite(1, "Ann.Example@Example.COM", noon()));
    for (const auto* text : {"ann.example@example.com", "Ann.Example@Example.COM", "ANN.EXAMPLE@EXAMPLE.COM"}) {
        require(store->find(acme(), address(text)) == ann, "find accepts an address in any letter case");
    }
    require(loaded(*store, acme(), ann.id).email.text() == "Ann.Example@Example.COM", "an address stays as typed");
    for (const auto* text :
         {"annexample@example.com", "ann_example@example.com", "ann%@example.com", "a@example.com"}) {
        require(!store->find(acme(), address(text)), "find returns nothing for an address that nobody has");
    }
}

void find_live_only(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const auto found = [&](const User& user) { return store->find(acme(), user.email); };
    User ann = tell(*store, to_invite(1, "ann@example.com", noon()));
    ann = tell(*store, to_do(ann, Accept{}, noon(minutes(1))));
    require(found(ann) == ann, "find returns an active user");
    ann = tell(*store, to_do(ann, Deactivate{}, noon(minutes(2))));
    require(found(ann) == ann, "find returns a deactivated user");
    ann = tell(*store, to_do(ann, Remove{}, noon(minutes(3))));
    require(!found(ann), "find returns no removed user");
    const User bob = tell(*store, to_invite(2, "bob@example.com", noon()));
    require(found(tell(*store, to_do(bob, Cancel{}, noon(tick)))) == std::nullopt, "find returns no cancelled user");
    const User cat = tell(*store, to_invite(3, "cat@example.com", noon()));
    require(found(tell(*store, to_do(cat, Decline{}, noon(tick)))) == std::nullopt,
            "find returns no user who declined");
}

void find_follows_corrections(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    User ann = tell(*store, to_invite(1, "anm@example.com", noon()));
    ann = tell(*store, to_do(ann, CorrectEmail{address("ann@example.com")}, noon(minutes(1))));
    require(!store->find(acme(), address("anm@example.com")), "nobody is found by an address from before a correction");
    require(store->find(acme(), address("ann@example.com")) == ann, "a user is found by the corrected address");
    ann = tell(*store, to_do(ann, CorrectEmail{address("Ann@Example.com")}, noon(minutes(2))));
    require(store->find(acme(), address("ann@example.com")) == ann, "a correction of only the letter case is kept");
}

}  // namespace

std::vector<ContractCheck> user_checks() {
    return {{"load returns the user as last committed", load_follows_every_change},
            {"load returns a tombstone too", load_gives_tombstones},
            {"load returns nothing if there never was such a user", load_gives_none},
            {"find returns the holder of an address in any letter case", find_by_key},
            {"find returns only live users", find_live_only},
            {"find follows a corrected address", find_follows_corrections}};
}

}  // namespace beckon::testing
