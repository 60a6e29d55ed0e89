// SPDX-License-Identifier: MIT
#include "tests/soak/kills.hpp"

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <functional>
#include <stdexcept>
#include <thread>

#include "beckon/lifecycle/policies.hpp"
#include "beckon/service/random_user_id.hpp"
#include "tests/soak/host.hpp"
#include "tests/soak/kill_referee.hpp"
#include "tests/soak/shared_memory.hpp"

namespace beckon::soak {

namespace {

using std::chrono::microseconds;

constexpr std::uint64_t rounds_between_drains = 25;
constexpr Micros minute = 60LL * 1'000'000;

/// Does the work in a process of its own, whose id it gives.
pid_t start(Board& board, const std::function<void()>& work) {
    const pid_t parent = getpid();
    const pid_t child = fork();
    if (child == -1) throw std::runtime_error("cannot fork");
    if (child != 0) return child;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(0);
    try {
        work();
    } catch (const std::exception& error) {
        std::snprintf(board.trouble.data(), board.trouble.size(), "%s", error.what());
        board.in_trouble = true;
    }
    _exit(0);
}

/// Something that happens in a round, and when.
struct Moment {
    microseconds when{};
    std::function<void()> happens{};
};

void play(std::vector<Moment> moments) {
    std::sort(moments.begin(), moments.end(), [](const Moment& a, const Moment& b) { return a.when < b.when; });
    const auto begin = std::chrono::steady_clock::now();
    for (const Moment& moment : moments) {
        std::this_thread::sleep_until(begin + moment.when);
        moment.happens();
    }
}

void print(const KillFigures& f, std::uint64_t kills, double seconds) {
    print_table({{"rounds", figure(f.rounds)},
                 {"rounds a second", fmt::format("{:.1f}", static_cast<double>(f.rounds) / seconds)},
                 {"kill -9", figure(kills)},
                 {"operations acknowledged", figure(f.acknowledged)},
                 {"operations that failed, changing nothing", figure(f.failed)},
                 {"operations of which nobody knows", figure(f.unknown)},
                 {"operations cut short", figure(f.cut_short)},
                 {"  repeated under their key", figure(f.repeated)},
                 {"events replayed", figure(f.events)},
                 {"claims of emails", figure(f.claims)},
                 {"settlements", figure(f.settlements)},
                 {"  refused, as another worker had the mail", figure(f.late)},
                 {"emails reconciled with the server", figure(f.mail.mails)},
                 {"  sent", figure(f.mail.sent)},
                 {"  failed", figure(f.mail.failed)},
                 {"  dropped, as no longer true", figure(f.mail.dropped)},
                 {"copies at the server", figure(f.mail.copies)},
                 {"  duplicates", figure(f.mail.duplicates)},
                 {"  unknown outcomes", figure(f.mail.unknown)},
                 {"    claims that ran out", figure(f.mail.lapses)},
                 {"invariants broken", "0"}});
}

/// Waits until all workers have opened the store.
void wait_for(const Board& board, std::size_t workers) {
    const auto patience = std::chrono::steady_clock::now() + std::chrono::minutes(2);
    while (board.ready < workers && !board.in_trouble) {
        if (std::chrono::steady_clock::now() > patience) throw std::runtime_error("the workers do not get ready");
        std::this_thread::sleep_for(microseconds(200));
    }
}

/// Kills workers at random moments; where there is a `server`, disturbs it while they are at work.
std::uint64_t play_round(const Workplace& workplace, Board& board, Dice& dice, PostgresServers* server) {
    std::vector<pid_t> workers;
    const auto dice_for = [&](std::uint64_t worker) { return Dice(dice.next(), worker); };
    const Dice inviters = dice_for(0);
    const Dice accepters = dice_for(1);
    const std::array couriers{dice_for(2), dice_for(3)};
    workers.push_back(start(board, [&] { invite_people(workplace, board, inviters); }));
    workers.push_back(start(board, [&] { accept_people(workplace, board, accepters); }));
    for (std::size_t i = 0; i < couriers.size(); ++i) {
        workers.push_back(start(board, [&, i] { send_mails(workplace, board, i, couriers.at(i)); }));
    }

    // Otherwise some are killed while they open the store, perhaps while they bring it in order after a kill.
    if (server != nullptr || !dice.one_in(4)) wait_for(board, workers.size());
    std::uint32_t longest = 5000 + dice.below(30'000);
    if (server != nullptr) longest += dice.below(2'000'000);  // Some see the server again.
    std::vector<Moment> moments;
    for (const pid_t worker : workers) {
        const bool lives_on = dice.one_in(3);
        moments.push_back(
            {microseconds(lives_on ? longest : dice.below(longest)), [worker] { ::kill(worker, SIGKILL); }});
    }
    for (std::uint32_t jumps = dice.below(6); jumps > 0; --jumps) {  // Past the end of every lease.
        moments.push_back({microseconds(dice.below(longest)), [&] { board.now += 6 * minute; }});
    }
    if (dice.one_in(50))
        moments.push_back({microseconds(dice.below(longest)), [&] { board.now += 8LL * 24 * 60 * minute; }});
    if (server != nullptr) moments.push_back({microseconds(dice.below(50'000)), [&] { server->disturb(); }});
    play(std::move(moments));

    std::uint64_t killed = 0;
    for (const pid_t worker : workers) {
        int status = 0;
        waitpid(worker, &status, 0);
        killed += WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL ? 1U : 0U;
    }
    if (server != nullptr) server->wait_until_over();
    if (board.in_trouble) throw std::runtime_error(std::string("a worker failed: ") + board.trouble.data());
    return killed;
}

void kill_at_random(const Options& options, Workplace workplace, MailServer& server) {
    SharedMemory<Board> board;
    KillReferee referee(server);
    Dice dice(options.seed);
    std::uint64_t kills = 0;
    std::uint64_t disturbances = 0;
    Progress progress(options);
    for (; progress.goes_on(workplace.round); ++workplace.round) {
        board->clear();
        const bool disturbs = !options.disturb.empty() && dice.one_in(10);
        disturbances += disturbs ? 1U : 0U;
        kills += play_round(workplace, *board, dice, disturbs ? workplace.place.servers.get() : nullptr);
        referee.judge(workplace, *board);
        if (workplace.round % rounds_between_drains == rounds_between_drains - 1) referee.drain(workplace, *board);
    }
    referee.drain(workplace, *board);
    if (!options.disturb.empty()) print_table({{"disturbances, " + options.disturb, figure(disturbances)}});
    print(referee.figures, kills, progress.elapsed());
}

/// Makes the tables longer than 1 MiB, so that a full disk stops them from growing.
void lengthen_tables(const Place& place, std::uint64_t stamp) {
    const std::unique_ptr<Store> store = open(place);
    Service service(*store, service_config(policies::gladly(), [] { return at(0); }));
    const AccountId account = account_named(fmt::format("lengthening-{}", stamp));
    std::vector<beckon::Request> adoptions;
    for (int i = 0; i < 3000; ++i) {
        const NewUser user = agent(fmt::format("u{}", i));
        adoptions.push_back({.commands = {Adopt{user.email, user.profile}}, .by = Host{}});
    }
    for (const auto& answer : service.apply_all(account, adoptions, at(0))) answer.value();
}

/// Runs the course in processes that are killed as they make a system call for the n-th time.
class CourseKiller {
public:
    explicit CourseKiller(std::string board_file) : board_file_(std::move(board_file)), board(board_file_) {}

    /// Whether it was killed before its end.
    bool kills(const Workplace& workplace, const std::string& call, std::uint64_t n) {
        board->clear();
        const bool in_file = workplace.place.kind == Place::Kind::sqlite;
        test_support::ChildProcess course(
            {"strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + call, "-e",
             fmt::format("inject={}:signal=KILL:when={}", call, n), std::filesystem::read_symlink("/proc/self/exe"),
             "course", (in_file ? "sqlite:" : "postgres:") + workplace.place.where, board_file_,
             std::to_string(workplace.smtp.port), std::to_string(workplace.stamp), std::to_string(workplace.round)});
        course.wait();
        if (board->in_trouble) throw std::runtime_error(std::string("the course failed: ") + board->trouble.data());
        return !board->is_done;
    }

private:
    std::string board_file_;

public:
    SharedMemory<Board> board;
};

void kill_at_every_call(const Options& options, Workplace workplace, MailServer& server,
                        const std::filesystem::path& folder) {
    CourseKiller first((folder / "board").string());
    CourseKiller second((folder / "second-board").string());
    KillReferee referee(server);
    Dice dice(options.seed);
    std::uint64_t kills = 0;
    struct Call {
        std::string name;
        std::uint64_t kills = 0;
        bool is_exhausted = false;  ///< The course makes no more of these calls.
    };
    std::array<Call, 5> calls{Call{"write"}, {"pwrite64"}, {"fsync"}, {"fdatasync"}, {"sendto"}};
    const auto play = [&](Call& call) {
        if (!options.store) workplace.place.where = (folder / fmt::format("{}.db", workplace.round)).string();
        const Workplace crashed = workplace;
        ++workplace.round;
        call.is_exhausted = !first.kills(crashed, call.name, call.kills + 1);
        if (!call.is_exhausted) {  // What recovers from that is killed, too.
            ++call.kills, ++kills;
            const bool in_file = workplace.place.kind == Place::Kind::sqlite;
            const std::string another = !in_file ? "sendto" : dice.one_in(2) ? "pwrite64" : "fdatasync";
            kills += second.kills(workplace, another, 1 + dice.below(in_file ? 6 : 60)) ? 1U : 0U;
            second.board->now = first.board->now.load();
            referee.judge(workplace, *second.board);
            ++workplace.round;
        }
        referee.judge(crashed, *first.board);
        referee.drain(crashed, *first.board);
    };
    Progress progress(options);
    const auto is_exhausted = [](const Call& call) { return call.is_exhausted; };
    while (!std::all_of(calls.begin(), calls.end(), is_exhausted) && progress.goes_on(kills)) {
        for (Call& call : calls) {
            if (!call.is_exhausted) play(call);
        }
    }
    std::vector<std::pair<std::string, std::string>> rows;
    for (const Call& call : calls) {
        rows.emplace_back("kills at " + call.name + (call.is_exhausted ? ", all of them" : ""), figure(call.kills));
    }
    print_table(rows);
    print(referee.figures, kills, progress.elapsed());
}

}  // namespace

void run_kills(const Options& options) {
    const test_support::TemporaryFolder folder;
    MailServer server(folder.path(), options.seed, 5);
    Workplace workplace{.place = place_of(options, folder),
                        .sabotage = options.sabotage,
                        .stamp = fresh_stamp(),
                        .smtp = server.options()};
    if (options.every_syscall) {
        workplace.place.durable = true;
        if (workplace.place.kind == Place::Kind::postgres) prepare(workplace.place);
        kill_at_every_call(options, workplace, server, folder.path());
        return;
    }
    if (options.sabotage == Sabotage::no_sync) workplace.place.where += " options='-c synchronous_commit=off'";
    prepare(workplace.place);
    if (options.disturb == "full") lengthen_tables(workplace.place, workplace.stamp);
    kill_at_random(options, workplace, server);
}

int run_course_of(const std::vector<std::string>& arguments) {
    Workplace workplace{.place = parse_place(arguments.at(0)),
                        .stamp = std::stoull(arguments.at(3)),
                        .round = std::stoull(arguments.at(4)),
                        .smtp = {.host = "127.0.0.1",
                                 .port = static_cast<std::uint16_t>(std::stoi(arguments.at(2))),
                                 .security = SmtpOptions::Security::none,
                                 .hello_name = "soak.example.test"}};
    workplace.place.durable = true;
    SharedMemory<Board> board(arguments.at(1));
    run_course(workplace, *board);
    return 0;
}

}  // namespace beckon::soak
