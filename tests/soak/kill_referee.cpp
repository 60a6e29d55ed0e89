// SPDX-License-Identifier: MIT
#include "tests/soak/kill_referee.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/uuid/uuid_io.hpp>
#include <chrono>
#include <map>
#include <thread>
#include <utility>

#include "tests/soak/account_check.hpp"
#include "tests/soak/host.hpp"
#include "tests/soak/user_model.hpp"
#include "tests/soak/violation.hpp"

namespace beckon::soak {

namespace {

/// As `check_account`. A database server may be at work still on what a worker asked of it before it was killed: what
/// is amiss must stay so.
CheckedAccount check_at_rest(Store& store, const AccountId& account) {
    for (int i = 0; i < 10; ++i) {
        try {
            return check_account(store, account);
        } catch (const Violation&) {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
    }
    return check_account(store, account);
}

}  // namespace

void KillReferee::judge(const Workplace& workplace, Board& board) {
    const auto store = open_patiently(workplace);
    judge_people(*store, workplace, board);
    judge_couriers(*store, workplace, board);
    ++figures.rounds;
    undrained_.push_back(workplace.round);
}

void KillReferee::judge_people(Store& store, const Workplace& workplace, Board& board) {
    check_at_rest(store, workplace.account());
    std::map<UserId, std::vector<Operation>> histories;
    for (const auto& log : board.people) {
        for (const Operation& operation : log.entries()) {
            histories[operation.user].push_back(operation);
            const bool is_last = &operation == &log.entries().back();
            if (operation.has_answer()) {
                ++(operation.answer.kind == Answer::Kind::failed ? figures.failed : figures.acknowledged);
            } else {
                ++(is_last ? figures.cut_short : figures.unknown);
            }
        }
    }
    const std::uint32_t judge = 99;
    Recorder recorder(judge, board.tickets);
    const Clock clock = recorder.watched([&board] { return board.now.load(); });
    Log<Operation, 64> own;
    for (auto& each_history : histories) {
        const UserId& user = each_history.first;
        std::vector<Operation>& history = each_history.second;
        own.clear();
        const bool was_cut_short =
            std::any_of(history.begin(), history.end(), [](const Operation& each) { return !each.has_answer(); });
        for (const Operation& operation : std::vector(history)) {
            if (operation.has_answer() || operation.request.key == 0) continue;
            recorder.record(own, user, operation.request,
                            [&] { return ask_again(store, workplace, clock, operation); });
            ++figures.repeated;
        }
        recorder.record(own, user, {.verb = Verb::read},
                        [&] { return answer_of([&] { return seen(store.load(workplace.account(), user)); }); });
        history.insert(history.end(), own.entries().begin(), own.entries().end());
        if (!is_linearizable(history, UserModel{}, policy_of_workers())) {
            throw Violation(
                was_cut_short ? "I21" : "I19",
                fmt::format("account {}, user {}: in no order of these would each have been told what it was "
                            "told, and the user be what they are\n{}",
                            workplace.account().text(), to_string(user), in_words(history)));
        }
    }
    for (const auto& [id, history] : histories) {
        // What was cut short by a kill before it was committed has left nothing.
        if (store.events({.account = workplace.account(), .user = id}).events.empty() &&
            (store.load(workplace.account(), id) || !store.mail(workplace.account(), id).empty())) {
            throw Violation("I21", fmt::format("account {}, user {}: there is a user or a mail, and no event",
                                               workplace.account().text(), to_string(id)));
        }
    }
    const CheckedAccount account = check_at_rest(store, workplace.account());
    figures.events += account.events;
    for (const auto& [id, user] : account.users) {
        if (histories.count(id) == 0) {
            throw Violation("I21", fmt::format("account {}, user {}: nobody invited them", workplace.account().text(),
                                               to_string(id)));
        }
    }
}

void KillReferee::judge_couriers(Store& store, const Workplace& workplace, const Board& board) {
    std::map<std::pair<UserId, std::int64_t>, std::vector<MailStep>> mails;
    for (const auto& log : board.couriers) {
        for (const MailStep& step : log.entries()) {
            const bool is_ours = workplace.round_of(step.user) <= workplace.round;  // An older run may have left mails.
            if (is_ours) mails[{step.user, step.revision}].push_back(step);
        }
    }
    for (const auto& each_mail : mails) {
        const auto& mail = each_mail.first;
        const std::vector<MailStep>& steps = each_mail.second;
        const std::string name = fmt::format("the mail of user {}, revision {}", to_string(mail.first), mail.second);
        bool sent = false;
        for (const MailStep& step : steps) {
            if (step.kind == MailStep::Kind::claimed) {
                ++figures.claims;
                continue;
            }
            if (step.ended == never) continue;
            ++(step.taken ? figures.settlements : figures.late);
            sent = sent || (step.taken && step.sent);
            for (const MailStep& other : steps) {
                const bool has_it_now =
                    other.kind == MailStep::Kind::claimed && other.fence > step.fence && other.ended < step.began;
                if (step.taken && has_it_now) {
                    throw Violation(
                        "I16", fmt::format("{}: settled by claim {} at [{}, {}], after claim {} was had at {}", name,
                                           step.fence, step.began, step.ended, other.fence, other.ended));
                }
            }
        }
        if (!sent) continue;
        const auto records = store.mail(workplace.account_of(workplace.round_of(mail.first)), mail.first);
        const auto record = std::find_if(records.begin(), records.end(),
                                         [&](const MailRecord& each) { return each.intent.revision == mail.second; });
        if (record == records.end() || record->delivery != Delivery::sent) {
            throw Violation("I21", name + ": that it was sent was acknowledged, and is forgotten");
        }
    }
}

void KillReferee::drain(const Workplace& workplace, Board& board) {
    const auto store = open_patiently(workplace);
    SmtpMailer mailer(server_.options());
    Courier courier(*store, courier_config([&board] { return at(board.now); }));
    const auto is_open = [](const MailRecord& mail) {
        return mail.delivery == Delivery::queued || mail.delivery == Delivery::deferred;
    };
    std::vector<std::pair<AccountId, UserId>> users;
    for (const std::uint64_t round : std::exchange(undrained_, {})) {
        const AccountId account = workplace.account_of(round);
        for (const auto& [id, user] : check_at_rest(*store, account).users) users.emplace_back(account, id);
    }
    for (int i = 0; i < 100; ++i) {
        board.now += 5LL * 60 * 1'000'000;  // Every lease ends, and waits do one after another.
        while (!courier.deliver(mailer, 1000).empty()) continue;
        const bool all_closed = std::none_of(users.begin(), users.end(), [&](const auto& user) {
            const auto mails = store->mail(user.first, user.second);
            return std::any_of(mails.begin(), mails.end(), is_open);
        });
        if (all_closed) break;
    }
    for (const auto& [account, user] : users) {
        const auto stands = store->load(account, user);
        for (const MailRecord& mail : store->mail(account, user)) {
            figures.mail += reconcile(mail, server_.arrivals_of(mail));
            // Nobody comes back to be invited by the same link.
            const auto* invited = stands ? std::get_if<Invited>(&stands->state) : nullptr;
            if (mail.delivery == Delivery::dropped && invited != nullptr &&
                stands->link->generation == mail.intent.generation && *mail.settled_at < invited->expires_at) {
                throw Violation("I13",
                                fmt::format("account {}, user {}: the mail of revision {} was dropped ({}), and the "
                                            "invitation was open",
                                            account.text(), to_string(user), mail.intent.revision, mail.detail));
            }
        }
    }
    server_.require_none_unknown();
}

}  // namespace beckon::soak
