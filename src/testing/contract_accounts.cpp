// SPDX-License-Identifier: MIT
#include "testing/contract_checks.hpp"
#include "testing/story.hpp"

namespace beckon::testing {

namespace {

/// The same person twice: one user id, one address, one idempotency key, in two accounts.
void tell_both(Store& store) {
    tell(store, with_key(to_invite(1, "a@example.com", noon(), {"Owner"}), "k", noon(hours(9))));
    tell(store, with_key(to_invite(1, "a@example.com", noon(minutes(1)), {"Owner"}, globex()), "k", noon(hours(8))));
}

void one_account_changes_alone(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell_both(*store);
    const View untouched = view_of(*store, globex(), noon());
    const auto still = [&](const Commit& commit) {
        User user = tell(*store, commit);
        require(view_of(*store, globex(), noon()) == untouched, "a commit to one account changes nothing in another");
        return user;
    };
    User ann = loaded(*store, acme(), user_number(1));
    require(ann.account == acme(), "load returns the user of the account that was asked for");
    ann = still(to_do(ann, Resend{}, noon(minutes(2))));
    ann = still(to_do(ann, CorrectEmail{address("b@example.com")}, noon(minutes(3))));
    ann = still(to_do(ann, Accept{}, noon(minutes(4))));
    ann = still(to_do(ann, Edit{{.name = "Somebody", .roles = Labels{"Member"}}}, noon(minutes(5))));
    still(with_key(to_do(ann, Remove{}, noon(minutes(6))), "other", noon(hours(9))));
    still(to_invite(2, "a@example.com", noon(minutes(7))));
}

void one_account_shows_alone(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const Commit commit = with_key(to_invite(1, "a@example.com", noon(), {"Owner"}), "k", noon(hours(9)));
    tell(*store, commit);
    tell(*store, to_adopt(2, "b@example.com", noon(), {"Owner"}));
    const std::string_view sentence = "an account sees nothing of another";
    require(view_of(*store, globex(), noon()) == View{.seen = {{}}}, sentence);
    require(!store->load(globex(), user_number(1)), sentence);
    require(!store->find(globex(), address("a@example.com")), sentence);
    require(!last_mail_at(*store, globex(), address("a@example.com")), sentence);
    require(!remembered(*store, globex(), "k", noon()), sentence);
    require(counters(*store, globex(), "Owner") == AccountFacts{}, sentence);
    require(store->mail(globex(), user_number(1)).empty(), sentence);
    require(all_events(*store, globex(), user_number(1)).empty(), sentence);
    require(store->count(globex(), noon()) == StatusCounts{}, sentence);
    require(store->list({.account = globex(), .now = noon()}).users.empty(), sentence);
}

void one_account_shows_its_own(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell_both(*store);
    for (const auto& [account, queued_at, key_ends] :
         {std::tuple(acme(), noon(), noon(hours(9))), std::tuple(globex(), noon(minutes(1)), noon(hours(8)))}) {
        const std::string_view sentence = "an account shows its own";
        const User ann = loaded(*store, account, user_number(1));
        require(ann.account == account && ann.created_at == queued_at, sentence);
        require(store->find(account, address("a@example.com")) == ann, sentence);
        require(last_mail_at(*store, account, address("a@example.com")) == queued_at, sentence);
        const auto kept = remembered(*store, account, "k", noon());
        require(kept && kept->expires_at == key_ends, sentence);
        const auto mails = store->mail(account, user_number(1));
        require(mails.size() == 1 && mails[0].intent.queued_at == queued_at, sentence);
        require(counters(*store, account, "Owner") == AccountFacts{1, 0}, sentence);
        require(store->count(account, noon()) == StatusCounts{.invite_sent = 1}, sentence);
        require_equal(store->list({.account = account, .now = noon()}).users.size(), 1, sentence);
        require_equal(all_events(*store, account, user_number(1)).size(), 1, sentence);
    }
}

void names_are_told_apart(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const Labels names{"a",
                       "A",
                       "a%",
                       "a_",
                       "'",
                       "\"",
                       "\\",
                       "%",
                       "_",
                       "a'b",
                       "1",
                       "01",
                       "1.0",
                       "1e0",
                       std::string(64, 'a'),
                       std::string(63, 'a')};
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto account = AccountId::parse(names[i]).value();
        require(!store->load(account, user_number(1)), "accounts are told apart octet by octet");
        tell(*store, to_invite(1, "a@example.com", noon(minutes(static_cast<int>(i))), {"Member"}, account));
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto account = AccountId::parse(names[i]).value();
        const auto found = store->find(account, address("a@example.com"));
        require(found && found->account == account && found->created_at == noon(minutes(static_cast<int>(i))),
                "accounts are told apart octet by octet");
        require(all_events(*store, account).size() == 1, "accounts are told apart octet by octet");
    }
    require_equal(store->claim_mail(noon(hours(1)), minutes(5), 100).size(), names.size(),
                  "claim_mail crosses accounts");
}

}  // namespace

std::vector<ContractCheck> account_checks() {
    return {{"a commit to one account changes nothing in another", one_account_changes_alone},
            {"an account sees nothing of another", one_account_shows_alone},
            {"the same user id, address and key may stand in two accounts", one_account_shows_its_own},
            {"accounts are told apart octet by octet", names_are_told_apart}};
}

}  // namespace beckon::testing
