// SPDX-License-Identifier: MIT
#include "tests/soak/races.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <map>
#include <memory>
#include <set>

#include "tests/soak/account_check.hpp"
#include "tests/soak/cap_model.hpp"
#include "tests/soak/host.hpp"
#include "tests/soak/race_plan.hpp"
#include "tests/soak/team.hpp"
#include "tests/soak/user_model.hpp"
#include "tests/soak/violation.hpp"

namespace beckon::soak {

namespace {

constexpr std::size_t batch_size = 64;

/// What contenders share while they play a batch of rounds.
struct Board {
    std::atomic<std::uint64_t> tickets{0};
    std::size_t size = 0;  ///< Rounds of this batch.
    Barrier gate;          ///< Before each round.
    std::array<std::atomic<Micros>, batch_size> clocks{};
    std::array<std::array<Log<Operation, 4>, contenders>, batch_size> logs{};
};

/// A run of this soak, as every contender knows it.
struct Run {
    std::uint64_t seed = 0;
    std::uint64_t stamp = 0;
    Place place{};
    Sabotage sabotage = Sabotage::none;

    AccountId account(std::uint64_t batch) const { return account_named(fmt::format("races-{}-{}", stamp, batch)); }
    /// Of a round that is about several users.
    AccountId account_of_its_own(std::uint64_t batch, std::size_t round) const {
        return account_named(fmt::format("races-{}-{}-{}", stamp, batch, round));
    }
    UserId subject(std::uint64_t batch, std::size_t round, std::size_t number = 0) const {
        return user_id(stamp + batch, static_cast<std::uint32_t>(round * 32 + number));
    }
    Round plan(std::uint64_t batch, std::size_t round) const { return plan_round(seed, batch * batch_size + round); }
};

class Contender {
public:
    Contender(const Run& run, Board& board, std::size_t place, Store& store)
        : run_(run),
          board_(&board),
          place_(place),
          store_(unsteady(store, Dice(run.seed ^ 0xD0B7U, place), [this] { return in_doubt_; })),
          recorder_(static_cast<std::uint32_t>(place), board.tickets) {
        for (const Policy& policy : policies_of_races()) {
            ServiceConfig config =
                service_config(policy, recorder_.watched([this] { return board_->clocks.at(round_).load(); }));
            config.new_user_id = [this] { return run_.subject(batch_, round_, 8 + place_); };
            services_.push_back(std::make_unique<Service>(*store_, std::move(config)));
        }
    }

    void play(std::uint64_t batch) {
        std::exception_ptr trouble;
        batch_ = batch;
        for (round_ = 0; round_ < board_->size; ++round_) {
            const Round round = run_.plan(batch, round_);
            in_doubt_ = round.in_doubt;
            board_->gate.wait();
            try {
                play(round);
            } catch (...) {
                trouble = std::current_exception();  // The others are at the gate, and must not wait for ever.
            }
        }
        if (trouble) std::rethrow_exception(trouble);
    }

private:
    void play(const Round& round) {
        Service& service = *services_.at(round.policy);
        for (const Step& step : round.steps.at(place_)) {
            if (step.clock) board_->clocks.at(round_) = *step.clock;
            const UserId user = run_.subject(batch_, round_, number_of_user(round, step.request));
            Request request = step.request;
            if (request.key != 0) request.key += static_cast<std::uint32_t>(round_);  // No other round's.
            recorder_.record(board_->logs.at(round_).at(place_), user, request, [&] {
                if (round.scenario == Scenario::two_owners) return act_on_owner(service, user, request);
                if (round.scenario == Scenario::same_address) return invite(service, request);
                if (round.scenario == Scenario::pending_cap) return act_under_cap(service, user, request);
                return ask(service, run_.account(batch_), user, request);
            });
        }
    }

    std::size_t number_of_user(const Round& round, const Request& request) const {
        if (round.one_user()) return 0;
        return request.verb == Verb::invite ? 8 + place_ : place_ % 2;
    }

    Answer invite(Service& service, const Request& request) {
        const std::string spelling = (place_ % 2 == 0 ? "same" : "Same") + std::to_string(round_);
        const std::string key = request.key == 0 ? "" : "key of " + spelling;
        return answer_of([&] { return answer_of(service.invite(run_.account(batch_), agent(spelling), Host{}, key)); });
    }

    Answer act_under_cap(Service& service, const UserId& user, const Request& request) {
        const AccountId account = run_.account_of_its_own(batch_, round_);
        return answer_of([&] {
            return answer_of(request.verb == Verb::cancel
                                 ? service.cancel(account, user, Host{})
                                 : service.invite(account, agent("invited" + std::to_string(place_)), Host{}));
        });
    }

    Answer act_on_owner(Service& service, const UserId& user, const Request& request) {
        const AccountId account = run_.account_of_its_own(batch_, round_);
        const Member other{run_.subject(batch_, round_, 1 - place_ % 2), {"Owner"}};
        return answer_of([&] {
            return answer_of(request.verb == Verb::remove ? service.remove(account, user, other)
                                                          : service.deactivate(account, user, other));
        });
    }

    Run run_;
    Board* board_;
    std::size_t place_;
    std::uint64_t batch_ = 0;
    std::size_t round_ = 0;
    bool in_doubt_ = false;
    std::unique_ptr<Store> store_;
    Recorder recorder_;
    std::vector<std::unique_ptr<Service>> services_{};
};

struct Figures {
    std::uint64_t rounds = 0;
    std::uint64_t operations = 0;
    std::uint64_t accepts = 0;
    std::uint64_t contended = 0;  ///< Rounds in which calls overlapped.
    std::uint64_t events = 0;
    std::array<std::uint64_t, 4> answers{};
    std::array<std::uint64_t, scenarios> played{};
};

/// Sets the rounds of a batch up, and judges them once they were played.
class Referee {
public:
    Referee(const Run& run, Store& store) : run_(run), store_(store) {}

    void set_up(std::uint64_t batch, Board& board) {
        const auto service_by = [&](const Policy& policy) {
            return Service(store_, service_config(policy, [] { return at(0); }));
        };
        std::array<std::vector<Task>, 4> invitations;
        const AccountId account = run_.account(batch);
        for (std::size_t round = 0; round < board.size; ++round) {
            board.clocks.at(round) = 0;
            for (auto& log : board.logs.at(round)) log.clear();
            const Round plan = run_.plan(batch, round);
            if (plan.scenario == Scenario::two_owners) {
                set_up_owners(batch, round);
            } else if (plan.scenario == Scenario::pending_cap) {
                set_up_pending(batch, round);
            } else if (plan.one_user()) {
                const NewUser user = agent("u" + std::to_string(round));
                invitations.at(plan.policy)
                    .push_back({.commands = {Invite{account, run_.subject(batch, round), user.email, user.profile}}});
            }
        }
        for (std::size_t i = 0; i < invitations.size(); ++i) {
            for (const auto& answer :
                 service_by(policies_of_races().at(i)).carry_out(account, invitations.at(i), Host{}))
                answer.value();
        }
    }

    void judge(std::uint64_t batch, const Board& board) {
        for (std::size_t round = 0; round < board.size; ++round) {
            const Round plan = run_.plan(batch, round);
            std::vector<Operation> history;
            for (const auto& log : board.logs.at(round)) {
                history.insert(history.end(), log.entries().begin(), log.entries().end());
            }
            count(plan, history);
            try {
                if (plan.scenario == Scenario::two_owners) {
                    judge_owners(batch, round, history);
                } else if (plan.scenario == Scenario::same_address) {
                    judge_address(batch, round, history);
                } else if (plan.scenario == Scenario::pending_cap) {
                    judge_cap(batch, round, *plan.rules().max_pending, history);
                } else {
                    judge_user(batch, round, plan, history);
                }
            } catch (const Violation& violation) {
                throw Violation(violation.invariant(),
                                fmt::format("{}\nround {}, {}, {}:\n{}", violation.what(), batch * batch_size + round,
                                            word(plan.scenario), plan.in_doubt ? "with answers lost" : "no answer lost",
                                            in_words(history)));
            }
        }
        figures.events += check_account(store_, run_.account(batch)).events;
    }

    Figures figures{};

private:
    void set_up_owners(std::uint64_t batch, std::size_t round) {
        const AccountId account = run_.account_of_its_own(batch, round);
        Service service(store_, service_config(policies_of_races().at(2), [] { return at(0); }));
        std::vector<Task> adoptions;
        for (const std::size_t number : {0U, 1U}) {
            adoptions.push_back({.commands = {Adopt{account,
                                                    run_.subject(batch, round, number),
                                                    address_of("o" + std::to_string(number)),
                                                    {.name = "O", .roles = {"Owner"}}}}});
        }
        for (const auto& answer : service.carry_out(account, adoptions, Host{})) answer.value();
    }

    void set_up_pending(std::uint64_t batch, std::size_t round) {
        const AccountId account = run_.account_of_its_own(batch, round);
        Service service(store_, service_config(policies_of_races().at(3), [] { return at(0); }));
        std::vector<Task> invitations;
        for (const std::size_t number : {0U, 1U}) {
            const NewUser user = agent("pending" + std::to_string(number));
            invitations.push_back(
                {.commands = {Invite{account, run_.subject(batch, round, number), user.email, user.profile}}});
        }
        for (const auto& answer : service.carry_out(account, invitations, Host{})) answer.value();
    }

    void judge_user(std::uint64_t batch, std::size_t round, const Round& plan, std::vector<Operation>& history) {
        const UserId id = run_.subject(batch, round);
        const auto firsts = std::count_if(history.begin(), history.end(), [](const Operation& operation) {
            return operation.request.key == 0 && operation.answer.first;
        });
        if (firsts > 1) throw Violation("I1", fmt::format("{} accepts were told that they were first", firsts));
        const auto user = store_.load(run_.account(batch), id);
        Operation last{.user = id, .worker = 99, .request = {.verb = Verb::read}, .answer = seen(user)};
        for (const Operation& each : history) {
            last.began = std::max({last.began, each.began + 1, each.has_answer() ? each.ended + 1 : 0});
        }
        last.ended = last.began + 1;
        history.push_back(last);
        if (!is_linearizable(history, invited_at(0, plan.rules()), plan.rules())) {
            const bool keyed = plan.scenario == Scenario::same_key;
            throw Violation(keyed ? "I20" : "I19", "in no order of these would each have been told what it was told");
        }
    }

    void judge_address(std::uint64_t batch, std::size_t round, const std::vector<Operation>& history) {
        std::size_t there = 0;
        for (std::size_t i = 0; i < contenders; ++i) {
            there += store_.load(run_.account(batch), run_.subject(batch, round, 8 + i)) ? 1U : 0U;
        }
        if (there != 1) throw Violation("I5", fmt::format("{} users were invited at one address", there));
        std::size_t ok = 0;
        for (const Operation& operation : history) {
            const Answer& answer = operation.answer;
            ok += answer.kind == Answer::Kind::ok ? 1U : 0U;
            if (answer.kind == Answer::Kind::refused && answer.reason != Reason::address_taken) {
                throw Violation("I5", "who came too late was told something else");
            }
        }
        const bool keyed = history.front().request.key != 0;
        const std::size_t wanted = keyed ? contenders / 2 : 1;  // Half of them spell the address alike.
        if (ok != wanted) throw Violation(keyed ? "I20" : "I5", fmt::format("{} invitations were acknowledged", ok));
    }

    void judge_cap(std::uint64_t batch, std::size_t round, std::uint32_t cap, const std::vector<Operation>& history) {
        const AccountId account = run_.account_of_its_own(batch, round);
        const Pending before{run_.subject(batch, round, 0), run_.subject(batch, round, 1)};
        if (!is_linearizable(history, before, cap)) {
            throw Violation("I19", "in no order of these would each have been told what it was told");
        }
        const CheckedAccount checked = check_account(store_, account);
        figures.events += checked.events;
        Pending after;
        for (const auto& [id, user] : checked.users) {
            if (is_live(user)) after.insert(id);
        }
        Pending told = before;
        for (const Operation& operation : history) {
            if (operation.answer.kind != Answer::Kind::ok) continue;
            if (operation.request.verb == Verb::cancel) {
                told.erase(operation.user);
            } else {
                told.insert(operation.user);
            }
        }
        const std::uint32_t counted = store_.facts(account, {}).pending;
        if (after != told || counted != after.size()) {
            throw Violation("I19", fmt::format("{} are pending and {} counted, where the answers make it {}",
                                               after.size(), counted, told.size()));
        }
    }

    void judge_owners(std::uint64_t batch, std::size_t round, const std::vector<Operation>& history) {
        const AccountId account = run_.account_of_its_own(batch, round);
        figures.events += check_account(store_, account).events;
        std::set<UserId> fallen;
        for (const Operation& operation : history) {
            if (operation.answer.kind == Answer::Kind::ok) fallen.insert(operation.user);
        }
        const std::uint32_t left = store_.facts(account, "Owner").active_holders;
        if (fallen.size() != 1 || left != 1) {
            throw Violation("I19", fmt::format("of two owners {} fell and {} stayed", fallen.size(), left));
        }
        for (const Operation& operation : history) {
            const Answer& answer = operation.answer;
            const bool survivor = fallen.count(operation.user) == 0;
            const bool late = answer.reason == Reason::user_deactivated || answer.reason == Reason::user_not_found;
            const bool told_right =
                answer.kind == Answer::Kind::ok || (survivor ? answer.reason == Reason::last_holder : late);
            if (!told_right) throw Violation("I19", "an answer does not say what happened");
        }
    }

    void count(const Round& plan, const std::vector<Operation>& history) {
        ++figures.rounds;
        ++figures.played.at(static_cast<std::size_t>(plan.scenario));
        figures.operations += history.size();
        bool overlap = false;
        for (const Operation& one : history) {
            ++figures.answers.at(static_cast<std::size_t>(one.answer.kind));
            figures.accepts += one.request.verb == Verb::accept ? 1U : 0U;
            overlap = overlap || std::any_of(history.begin(), history.end(), [&](const Operation& other) {
                          return one.began < other.began && other.began < one.ended && one.has_answer();
                      });
        }
        figures.contended += overlap ? 1U : 0U;
    }

    Run run_;
    Store& store_;
};

/// A team, and the board that it plays on.
struct Table {
    Table(const Run& run, Team::Kind kind, std::function<Store&()> shared_store)
        : team(kind, contenders,
               [this, run, shared_store](std::size_t place) { return member(run, place, shared_store); }) {}

    SharedMemory<Board> board{};
    std::vector<std::shared_ptr<Store>> own_stores{};
    Team team;

private:
    Team::Work member(const Run& run, std::size_t place, const std::function<Store&()>& shared_store) {
        std::shared_ptr<Store> own;
        if (!shared_store) own = sabotaged(open(run.place), run.sabotage);
        Store& store = own ? *own : shared_store();
        auto contender = std::make_shared<Contender>(run, *board, place, store);
        return [own, contender](std::uint64_t batch) { contender->play(batch); };
    }
};

}  // namespace

void run_races(const Options& options) {
    const test_support::TemporaryFolder folder;
    const Run run{options.seed, fresh_stamp(), place_of(options, folder), options.sabotage};
    prepare(run.place);
    std::vector<std::unique_ptr<Table>> tables;
    if (options.processes) tables.push_back(std::make_unique<Table>(run, Team::Kind::processes, nullptr));
    const std::unique_ptr<Store> store = sabotaged(open(run.place), run.sabotage);
    if (options.threads) {
        tables.push_back(std::make_unique<Table>(run, Team::Kind::threads, [&]() -> Store& { return *store; }));
    }
    for (const auto& table : tables) table->board->gate.set_up(contenders);

    Referee referee(run, *store);
    Progress progress(options);
    for (std::uint64_t batch = 0; progress.goes_on(referee.figures.rounds); ++batch) {
        Table& table = *tables.at(batch % tables.size());
        const std::uint64_t left = options.rounds ? *options.rounds - referee.figures.rounds : batch_size;
        table.board->size = std::min<std::uint64_t>(left, batch_size);
        referee.set_up(batch, *table.board);
        table.team.work(batch);
        referee.judge(batch, *table.board);
    }
    const Figures& f = referee.figures;
    std::vector<std::pair<std::string, std::string>> rows{
        {"rounds of eight contenders", figure(f.rounds)},
        {"rounds a second", figure(static_cast<std::uint64_t>(static_cast<double>(f.rounds) / progress.elapsed()))},
        {"rounds in which calls overlapped", figure(f.contended)}};
    for (std::size_t i = 0; i < scenarios; ++i) {
        rows.emplace_back("  about " + std::string(word(static_cast<Scenario>(i))), figure(f.played.at(i)));
    }
    rows.emplace_back("operations", figure(f.operations));
    rows.emplace_back("  accepts", figure(f.accepts));
    for (std::size_t i = 0; i < f.answers.size(); ++i) {
        constexpr std::array names{"  done", "  refused", "  failed", "  answer lost"};
        rows.emplace_back(names.at(i), figure(f.answers.at(i)));
    }
    rows.emplace_back("events replayed", figure(f.events));
    rows.emplace_back("invariants broken", "0");
    print_table(rows);
}

}  // namespace beckon::soak
