// SPDX-License-Identifier: MIT
#include "tests/soak/races.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/soak/race_referee.hpp"
#include "tests/soak/shared_memory.hpp"

namespace beckon::soak {

namespace {

class Contender {
public:
    Contender(const RaceRun& run, RaceBoard& board, std::size_t place, Store& store)
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

    RaceRun run_;
    RaceBoard* board_;
    std::size_t place_;
    std::uint64_t batch_ = 0;
    std::size_t round_ = 0;
    bool in_doubt_ = false;
    std::unique_ptr<Store> store_;
    Recorder recorder_;
    std::vector<std::unique_ptr<Service>> services_{};
};

/// A team, and the board that it plays on.
struct Table {
    Table(const RaceRun& run, Team::Kind kind, std::function<Store&()> shared_store)
        : team(kind, contenders,
               [this, run, shared_store](std::size_t place) { return member(run, place, shared_store); }) {}

    SharedMemory<RaceBoard> board{};
    Team team;

private:
    Team::Work member(const RaceRun& run, std::size_t place, const std::function<Store&()>& shared_store) {
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
    const RaceRun run{options.seed, fresh_stamp(), place_of(options, folder), options.sabotage};
    prepare(run.place);
    std::vector<std::unique_ptr<Table>> tables;
    if (options.processes) tables.push_back(std::make_unique<Table>(run, Team::Kind::processes, nullptr));
    const std::unique_ptr<Store> store = sabotaged(open(run.place), run.sabotage);
    if (options.threads) {
        tables.push_back(std::make_unique<Table>(run, Team::Kind::threads, [&]() -> Store& { return *store; }));
    }
    for (const auto& table : tables) table->board->gate.set_up(contenders);

    RaceReferee referee(run, *store);
    Progress progress(options);
    for (std::uint64_t batch = 0; progress.goes_on(referee.figures.rounds); ++batch) {
        Table& table = *tables.at(batch % tables.size());
        const std::uint64_t left = options.rounds ? *options.rounds - referee.figures.rounds : races_in_a_batch;
        table.board->size = std::min<std::uint64_t>(left, races_in_a_batch);
        referee.set_up(batch, *table.board);
        table.team.work(batch);
        referee.judge(batch, *table.board);
    }
    const RaceFigures& f = referee.figures;
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
