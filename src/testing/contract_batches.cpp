// SPDX-License-Identifier: MIT
#include <algorithm>

#include "testing/contract_checks.hpp"
#include "testing/story.hpp"

namespace beckon::testing {

namespace {

using Outcome = CommitResult::Outcome;

Precondition another_owner() { return {.rule = Precondition::Rule::another_active_holder, .role = "Owner"}; }

Commit only_if(Commit commit, std::vector<Precondition> rules) {
    commit.only_if = std::move(rules);
    return commit;
}

void tell_all(Store& store, const std::vector<Commit>& commits, std::string_view sentence) {
    require(store.commit_all(commits) == CommitResult{Outcome::committed}, sentence);
}

/// Requires that the store gives this answer to the commits and leaves the account as it was.
void require_all_refused(Store& store, const std::vector<Commit>& commits, const CommitResult& expected,
                         std::string_view sentence) {
    const Instant now = noon(hours(1));
    const View before = view_of(store, acme(), now, commits);
    const CommitResult result = store.commit_all(commits);
    require_equal(static_cast<int>(result.outcome), static_cast<int>(expected.outcome), sentence);
    require_equal(result.commit, expected.commit, "a refusal names the first commit that could not be carried out");
    require_equal(result.precondition, expected.precondition,
                  "a refusal names the first precondition that does not hold");
    require(view_of(store, acme(), now, commits) == before,
            "a batch with a refused commit leaves everything unchanged");
}

void done_in_order(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell(*store, to_adopt(9, "before@example.com", noon()));
    std::vector<Commit> commits;
    std::vector<PlacedEvent> feed;
    for (const std::uint32_t n : {4U, 1U, 7U, 3U, 6U}) {
        const std::string name = "u" + std::to_string(n);
        commits.push_back(with_key(to_invite(n, name + "@example.com", noon(-minutes(n))), name, noon(hours(9))));
        feed.push_back({static_cast<std::int64_t>(commits.size()) + 1, commits.back().event});
    }
    tell_all(*store, commits, "commits are accepted if nothing prevents them");
    const auto events = all_events(*store, acme());
    require(events.size() == 6 && std::equal(feed.begin(), feed.end(), events.begin() + 1),
            "the events of a batch follow one another in the order of its commits");
    for (const Commit& commit : commits) {
        require(loaded(*store, acme(), commit.after.id) == commit.after, "each commit of a batch stores its user");
        require(remembered(*store, acme(), commit.key->key, noon()) == commit.key,
                "each commit of a batch stores its key");
    }
    const auto claimed = store->claim_mail(noon(hours(1)), minutes(5), 10);
    require_equal(claimed.size(), commits.size(), "each commit of a batch queues its email");
    for (const Commit& commit : commits) {
        require(std::any_of(claimed.begin(), claimed.end(),
                            [&](const ClaimedMail& each) { return each.mail.intent == *commit.mail; }),
                "each commit of a batch queues its email");
    }
    require(counters(*store, acme(), "Member") == AccountFacts{5, 1}, "each commit of a batch counts");
    const Commit next = to_adopt(10, "after@example.com", noon());
    tell(*store, next);
    require(all_events(*store, acme()).back() == PlacedEvent{7, next.event},
            "the next event follows the last of the batch");
}

void one_user_twice(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const User ann = tell(*store, to_adopt(1, "a@example.com", noon(), {"Owner"}));
    const Commit edit = to_do(ann, Edit{{.name = "Ann B", .roles = Labels{"Agent"}}}, noon(minutes(1)));
    const Commit deactivate = to_do(edit.after, Deactivate{}, noon(minutes(2)));
    const std::string_view sentence = "a commit is checked against the user as earlier commits of the batch leave them";
    require_all_refused(*store, {edit, to_do(ann, Deactivate{}, noon(minutes(2)))}, {Outcome::revision_conflict, 0, 1},
                        sentence);
    require_all_refused(*store, {deactivate, edit}, {Outcome::revision_conflict, 0, 0}, sentence);
    tell_all(*store, {edit, deactivate}, sentence);
    require(loaded(*store, acme(), ann.id) == deactivate.after, sentence);
    require(counters(*store, acme(), "Owner") == AccountFacts{} && counters(*store, acme(), "Agent") == AccountFacts{},
            "a user with several commits in a batch counts once");

    const Commit invite = to_invite(2, "b@example.com", noon(minutes(3)));
    const Commit resend = to_do(invite.after, Resend{}, noon(minutes(4)));
    const Commit correct = to_do(resend.after, CorrectEmail{address("c@example.com")}, noon(minutes(5)));
    const Commit cancel = to_do(correct.after, Cancel{}, noon(minutes(6)));
    require_all_refused(*store, {invite, resend, correct, cancel, cancel}, {Outcome::revision_conflict, 0, 4},
                        sentence);
    require_all_refused(*store, {invite, invite}, {Outcome::revision_conflict, 0, 1}, sentence);
    tell_all(*store, {invite, resend, correct, cancel}, "a user may join and leave within one batch");
    require(loaded(*store, acme(), invite.after.id) == cancel.after, sentence);
    require(store->mail(acme(), invite.after.id) ==
                std::vector<MailRecord>{{*correct.mail}, {*resend.mail}, {*invite.mail}},
            "several commits to one user in a batch queue all their emails");
    require_equal(all_events(*store, acme(), invite.after.id).size(), 4,
                  "several commits to one user in a batch store all their events");
}

void addresses_change_hands(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const User ann = tell(*store, to_invite(1, "a@example.com", noon()));
    const User bob = tell(*store, to_invite(2, "b@example.com", noon()));
    const Commit leave = to_do(ann, Cancel{}, noon(minutes(1)));
    const Commit take = to_invite(3, "A@example.com", noon(minutes(2)));
    const std::string_view sentence =
        "a commit is checked against the addresses as earlier commits of the batch leave them";
    require_all_refused(*store, {take, leave}, {Outcome::address_taken, 0, 0}, sentence);
    require_all_refused(*store, {leave, take, to_invite(4, "a@example.com", noon(minutes(2)))},
                        {Outcome::address_taken, 0, 2}, sentence);
    require_all_refused(*store, {to_invite(5, "new@example.com", noon()), to_invite(6, "NEW@example.com", noon())},
                        {Outcome::address_taken, 0, 1}, sentence);
    tell_all(*store, {leave, take}, sentence);
    require(store->find(acme(), address("a@example.com")) == take.after,
            "an address belongs to the user who took it last");

    const Commit away = to_do(take.after, CorrectEmail{address("tmp@example.com")}, noon(minutes(3)));
    const Commit first = to_do(bob, CorrectEmail{address("a@example.com")}, noon(minutes(4)));
    const Commit second = to_do(away.after, CorrectEmail{address("b@example.com")}, noon(minutes(5)));
    require_all_refused(*store, {away, first, second, to_invite(7, "b@example.com", noon())},
                        {Outcome::address_taken, 0, 3}, sentence);
    tell_all(*store, {away, first, second}, "two users may swap their addresses");
    require(store->find(acme(), address("a@example.com")) == first.after,
            "an address belongs to the user who took it last");
    require(store->find(acme(), address("b@example.com")) == second.after,
            "an address belongs to the user who took it last");
    require(!store->find(acme(), address("tmp@example.com")), "an address that nobody kept belongs to nobody");
}

void counted_within(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const auto invite = [](std::uint32_t n) {
        return only_if(to_invite(n, "u" + std::to_string(n) + "@example.com", noon()), {pending_below(2)});
    };
    require_all_refused(*store, {invite(1), invite(2), invite(3)}, {Outcome::precondition_failed, 0, 2},
                        "a limit counts earlier commits of the same batch");
    tell_all(*store, {invite(1), invite(2)}, "a batch may reach a limit");
    const User ann = loaded(*store, acme(), user_number(1));
    require_all_refused(*store, {to_do(ann, Resend{}, noon(minutes(1))), invite(3)},
                        {Outcome::precondition_failed, 0, 1}, "a limit counts earlier commits of the same batch");
    tell_all(*store, {to_do(ann, Cancel{}, noon(minutes(1))), invite(3)},
             "a user who leaves makes room for a later one in the same batch");

    const User first = tell(*store, to_adopt(11, "o1@example.com", noon(), {"Owner"}));
    const User second = tell(*store, to_adopt(12, "o2@example.com", noon(), {"Agent", "Owner"}));
    const Commit leave = only_if(to_do(first, Deactivate{}, noon(minutes(2))), {another_owner()});
    const Commit leave_too = only_if(to_do(second, Remove{}, noon(minutes(2))), {pending_below(9), another_owner()});
    require_all_refused(*store, {leave, leave_too}, {Outcome::precondition_failed, 1, 1},
                        "of two active holders who leave in one batch, the last one stays");
    require_all_refused(*store, {leave_too, leave}, {Outcome::precondition_failed, 0, 1},
                        "of two active holders who leave in one batch, the last one stays");
    const Commit joins = to_adopt(13, "o3@example.com", noon(), {"Owner"});
    tell_all(*store, {leave, joins, leave_too}, "a holder who joins lets another leave in the same batch");
    require(
        counters(*store, acme(), "Owner").active_holders == 1 && counters(*store, acme(), "Agent").active_holders == 0,
        "each commit of a batch counts");
}

void keys_within(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const auto keyed = [](std::uint32_t n, const char* key, Instant now, Duration kept) {
        return with_key(to_invite(n, "u" + std::to_string(n) + "@example.com", now), key, now + kept);
    };
    const Commit first = keyed(1, "k", noon(), minutes(1));
    const Commit soon = keyed(2, "k", noon(minutes(1)) - tick, minutes(9));
    const Commit later = keyed(3, "k", noon(minutes(1)), minutes(9));
    require_all_refused(*store, {first, soon}, {Outcome::key_taken, 0, 1},
                        "a commit is checked against the keys as earlier commits of the batch leave them");
    tell_all(*store, {first, later}, "a key of the same batch that has expired by then is replaced");
    require(remembered(*store, acme(), "k", noon(minutes(1))) == later.key,
            "a key of the same batch that has expired by then is replaced");
    const Commit again = keyed(4, "k", noon(minutes(10)), minutes(9));
    require_all_refused(*store, {again, to_invite(5, "u1@example.com", noon())}, {Outcome::address_taken, 0, 1},
                        "a batch with a refused commit replaces no expired key");
    require(remembered(*store, acme(), "k", noon(minutes(1))) == later.key,
            "a batch with a refused commit replaces no expired key");
}

/// Commits of every sort, with one that is refused placed among them at each index.
void all_or_nothing(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell(*store, with_key(to_invite(1, "held@example.com", noon(), {"Owner"}), "held", noon(hours(9))));
    const User gone = tell(*store, to_adopt(2, "gone@example.com", noon(), {"Owner", "Agent"}));
    const User moved = tell(*store, to_invite(3, "moved@example.com", noon()));
    const User joins = tell(*store, to_invite(4, "joins@example.com", noon(), {"Owner"}));
    const std::vector<Commit> good{
        with_key(to_do(gone, Remove{}, noon(minutes(1))), "k1", noon(hours(9))),
        to_invite(5, "gone@example.com", noon(minutes(2)), {"Fresh role"}),
        with_key(to_do(moved, CorrectEmail{address("elsewhere@example.com")}, noon(minutes(3))), "k2", noon(hours(9))),
        to_do(joins, Accept{}, noon(minutes(4))), to_adopt(6, "moved@example.com", noon(minutes(5)))};
    const Commit fresh = to_invite(7, "fresh@example.com", noon(minutes(6)));
    const std::vector<std::pair<Commit, CommitResult>> bad{
        {with_key(fresh, "held", noon(hours(9))), {Outcome::key_taken}},
        {to_invite(1, "fresh@example.com", noon(minutes(6))), {Outcome::revision_conflict}},
        {to_invite(7, "Held@example.com", noon(minutes(6))), {Outcome::address_taken}},
        {only_if(fresh, {pending_below(99), pending_below(0), another_owner()}), {Outcome::precondition_failed, 1}}};
    for (const auto& [commit, answer] : bad) {
        for (std::size_t place = 0; place <= good.size(); ++place) {
            std::vector<Commit> commits = good;
            commits.insert(commits.begin() + static_cast<std::ptrdiff_t>(place), commit);
            CommitResult expected = answer;
            expected.commit = place;
            require_all_refused(*store, commits, expected, "a batch is committed completely or not at all");
        }
    }
    require_equal(store->claim_mail(noon(hours(1)), minutes(5), 10).size(), 3, "a refused batch queues no email");
    tell_all(*store, good, "commits that were refused with another can be committed without it");
    require_equal(all_events(*store, acme()).back().position, 9, "a refused batch uses up no position");
    require_equal(store->claim_mail(noon(hours(1)), minutes(5), 10).size(), 2,
                  "each commit of a batch queues its email");
}

void none_at_all(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    require(store->commit_all({}).outcome == Outcome::committed, "an empty batch is accepted");
    tell(*store, to_invite(1, "a@example.com", noon()));
    const View before = view_of(*store, acme(), noon());
    require(store->commit_all({}).outcome == Outcome::committed, "an empty batch is accepted");
    require(view_of(*store, acme(), noon()) == before, "an empty batch changes nothing");
}

void first_of_an_account(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell(*store, to_adopt(1, "a@example.com", noon(), {"Owner"}, globex()));
    const View other = view_of(*store, globex(), noon());
    const Commit invite = to_invite(1, "a@example.com", noon());
    const Commit second = to_invite(2, "b@example.com", noon());
    require_all_refused(*store, {invite, second, to_invite(3, "A@example.com", noon())}, {Outcome::address_taken, 0, 2},
                        "the first batch of an account may be refused");
    tell_all(*store, {invite, second}, "the first commits of an account may come in a batch");
    require(all_events(*store, acme()) == std::vector{PlacedEvent{1, invite.event}, PlacedEvent{2, second.event}},
            "the first event of an account has position 1");
    require(view_of(*store, globex(), noon()) == other, "a batch for one account changes nothing in another");
}

}  // namespace

std::vector<ContractCheck> batch_checks() {
    return {{"a batch is carried out in order", done_in_order},
            {"a batch is carried out completely or not at all", all_or_nothing},
            {"each commit of a batch sees the users of earlier ones", one_user_twice},
            {"each commit of a batch sees the addresses of earlier ones", addresses_change_hands},
            {"each commit of a batch sees the counts of earlier ones", counted_within},
            {"each commit of a batch sees the keys of earlier ones", keys_within},
            {"a batch without commits changes nothing", none_at_all},
            {"the first commits of an account may come in a batch", first_of_an_account}};
}

}  // namespace beckon::testing
