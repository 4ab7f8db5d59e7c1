using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using PruneBuild.Testing;

namespace PruneBuild.Cli.Tests;

/// <summary>A real Slurm of two nodes on this machine, with a controller, a daemon for each node and an
/// authentication of its own.</summary>
internal sealed class SlurmCluster : IDisposable
{
    private const int Attempts = 5;
    private static readonly string[] Nodes = ["n1", "n2"];
    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, Process> daemons = [];

    [UnsupportedOSPlatform("windows")]
    private SlurmCluster()
    {
        foreach (var program in new[] { "munged", "slurmctld", "slurmd", "sbatch" })
        {
            if (Find(program) is null)
                Assert.Inconclusive($"There is no {program} on this machine (Debian: apt-get install slurm-wlm munge).");
        }

        if (!Environment.IsPrivilegedProcess)
            Assert.Inconclusive("slurmd starts tasks for other users, and needs root.");
        // munged wants its socket to be reachable by everyone, and its key by nobody else.
        File.SetUnixFileMode(
            folder.Path,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute
            | UnixFileMode.OtherExecute);
        foreach (var name in (string[])["state", "munge", .. Nodes])
            Directory.CreateDirectory(folder.File(name));
        File.WriteAllBytes(folder.File("key"), [.. Enumerable.Range(0, 64).Select(i => (byte)(37 * i))]);
        File.SetUnixFileMode(folder.File("key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(folder.File("prolog"), $"""
            #!/bin/sh
            cut -d' ' -f6 /proc/$$/stat > '{folder.Path}'/session-$SLURMD_NODENAME
            while [ -e '{folder.Path}'/hold ]; do sleep 0.05; done

            """);
        File.SetUnixFileMode(folder.File("prolog"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.WriteAllText(folder.File("slurm.conf"), Configuration());
        Start("munged", "munged", ["--foreground", $"--key-file={folder.File("key")}", $"--socket={folder.File("munge", "socket")}",
            $"--pid-file={folder.File("munge", "pid")}", $"--log-file={folder.File("munge", "log")}",
            $"--seed-file={folder.File("munge", "seed")}"]);
        Wait(() => File.Exists(folder.File("munge", "socket")), "munged opens no socket");
        Start("slurmctld", "slurmctld", ["-D", "-f", folder.File("slurm.conf")]);
        foreach (var node in Nodes)
            Start(node, "slurmd", ["-D", "-f", folder.File("slurm.conf"), "-N", node]);
        Wait(() => EndedAtOnce || Say("sinfo", "--noheader", "--format=%t %D").Trim() == "idle 2", "the nodes do not come up");
        if (!EndedAtOnce)
            return;
        var said = string.Join('\n', Directory.GetFiles(folder.Path, "*.log").Select(File.ReadAllText));
        Dispose();
        throw new EndedAtOnceException(said);
    }

    private bool EndedAtOnce => daemons.Values.Any(daemon => daemon.HasExited);

    /// <summary>Starts it; ends the test as inconclusive where there is none.</summary>
    public static SlurmCluster Start()
    {
        if (OperatingSystem.IsWindows())
            throw new AssertInconclusiveException("There is no Slurm for Windows.");
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new SlurmCluster();
            }
            catch (EndedAtOnceException) when (attempt < Attempts)
            {
                // A port was free when it was looked for and is taken now: others are drawn.
            }
        }
    }

    /// <summary>What a process needs to find this cluster and no other.</summary>
    public IReadOnlyDictionary<string, string> Environs => new Dictionary<string, string> { ["SLURM_CONF"] = folder.File("slurm.conf") };

    /// <summary>The same with an sbatch that dies as soon as it has submitted, as Ctrl+C may end it.</summary>
    public IReadOnlyDictionary<string, string> WithMuteSbatch()
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException();
        Directory.CreateDirectory(folder.File("mute"));
        File.WriteAllText(folder.File("mute", "sbatch"), $"#!/bin/sh\n'{Find("sbatch")}' \"$@\" > '{folder.Path}'/number\nkill -TERM $$\n");
        File.SetUnixFileMode(folder.File("mute", "sbatch"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return new Dictionary<string, string>(Environs)
        {
            ["PATH"] = $"{folder.File("mute")}:{Environment.GetEnvironmentVariable("PATH")}",
        };
    }

    /// <summary>What the controller logged.</summary>
    public string ControllerLog => File.ReadAllText(folder.File("slurmctld.log"));

    /// <summary>Lets tasks start and wait before they do anything.</summary>
    public void Hold() => File.WriteAllText(folder.File("hold"), "");

    /// <summary>Waits until a task is there on every node.</summary>
    public void WaitForTasks() => Wait(() => Nodes.All(node => File.Exists(SessionFile(node))), "no task starts");

    /// <summary>Waits until no task is left, waiting or running.</summary>
    public void WaitForNoTask() => Wait(() => Say("squeue", "--noheader", "--array").Trim().Length == 0, "a task is left");

    /// <summary>Lets the tasks that wait go on.</summary>
    public void Release() => File.Delete(folder.File("hold"));

    /// <summary>Ends one task of the array that is held, as an administrator would, and waits until nothing of it is left.</summary>
    public void EndTask(int index)
    {
        var job = Say("squeue", "--noheader", "--format=%F").Split('\n')[0].Trim();
        Assert.AreNotEqual("", job, ControllerLog);
        Say("scancel", string.Create(CultureInfo.InvariantCulture, $"{job}_{index}"));
        Wait(() => !Say("squeue", "--noheader", "--format=%K").Split('\n').Select(line => line.Trim()).Contains(
            index.ToString(CultureInfo.InvariantCulture)), "the task does not end");
    }

    /// <summary>Ends a node as a power cut would: its daemon, and every process of the task that runs there.</summary>
    public void KillNode(string node)
    {
        var daemon = daemons[node];
        daemon.Kill();
        daemon.WaitForExit();
        foreach (var process in InSession(File.ReadAllText(SessionFile(node)).Trim()))
            Kill(process);
        // The controller notices by itself, after a minute or two: what watches the nodes of a cluster tells it at once.
        Say("scontrol", "update", $"NodeName={node}", "State=DOWN", "Reason=dead");
    }

    /// <summary>Output of one of Slurm's commands.</summary>
    private string Say(string program, params string[] arguments)
    {
        using var process = Process.Start(Info(program, arguments))!;
        process.BeginErrorReadLine();
        return process.StandardOutput.ReadToEnd();
    }

    public void Dispose()
    {
        // What tasks are left belongs to the cluster.
        foreach (var session in Nodes.Select(SessionFile).Where(File.Exists).Select(file => File.ReadAllText(file).Trim()))
        {
            foreach (var process in InSession(session))
                Kill(process);
        }

        foreach (var daemon in daemons.Values)
        {
            if (!daemon.HasExited)
                daemon.Kill(entireProcessTree: true);
            daemon.WaitForExit();
            daemon.Dispose();
        }

        folder.Dispose();
    }

    private static void Kill(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            found.Kill();
        }
        catch (ArgumentException)
        {
            // It has ended meanwhile.
        }
    }

    private string SessionFile(string node) => folder.File($"session-{node}");

    /// <summary>Every step of Slurm leads a session of its own.</summary>
    private static int[] InSession(string session) => [.. Directory.EnumerateDirectories("/proc")
        .Select(
            path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var process) ? process : 0)
        .Where(process => process > 0 && Session(process) == session)];

    private static string? Session(int process)
    {
        try
        {
            // The name is in parentheses and may have anything in it; state, parent, group and session follow.
            return File.ReadAllText($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/stat").Split(") ")[^1].Split(' ')[3];
        }
        catch (IOException)
        {
            return null;
        }
    }

    private void Start(string name, string program, string[] arguments)
    {
        var daemon = Process.Start(Info(Find(program)!, arguments))!;
        daemon.BeginOutputReadLine();
        daemon.BeginErrorReadLine();
        daemons.Add(name, daemon);
    }

    private ProcessStartInfo Info(string program, string[] arguments)
    {
        var info = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["SLURM_CONF"] = folder.File("slurm.conf");
        return info;
    }

    private void Wait(Func<bool> condition, string otherwise) =>
        Eventually.Holds(condition, () => $"{otherwise}: {(File.Exists(folder.File("slurmctld.log")) ? ControllerLog : "")}");

    // Debian keeps daemons where only administrators' paths look.
    private static string? Find(string program) =>
        new[] { "/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin" }.Select(path => Path.Combine(path, program))
            .FirstOrDefault(File.Exists);

    /// <summary>Timeouts are short, so that a dead node is noticed in seconds; a requeued task waits until its old
    /// credential has expired.</summary>
    private string Configuration() => string.Create(CultureInfo.InvariantCulture, $"""
        ClusterName=prune
        SlurmctldHost={Dns.GetHostName()}(127.0.0.1)
        SlurmctldPort={FreePort()}
        SlurmUser=root
        AuthType=auth/munge
        AuthInfo=socket={folder.File("munge", "socket")},cred_expire=5
        CryptoType=crypto/munge
        SlurmctldPidFile={folder.File("slurmctld.pid")}
        SlurmctldLogFile={folder.File("slurmctld.log")}
        StateSaveLocation={folder.File("state")}
        SlurmdPidFile={folder.Path}/%n.pid
        SlurmdLogFile={folder.Path}/%n.log
        SlurmdSpoolDir={folder.Path}/%n
        SlurmdTimeout=4
        KillWait=1
        SchedulerParameters=sched_interval=1,batch_sched_delay=0
        TaskProlog={folder.File("prolog")}
        ProctrackType=proctrack/linuxproc
        TaskPlugin=task/none
        SelectType=select/cons_tres
        SelectTypeParameters=CR_Core
        MpiDefault=none
        NodeName=n1 NodeHostname={Dns.GetHostName()} NodeAddr=127.0.0.1 Port={FreePort()} CPUs=1
        NodeName=n2 NodeHostname={Dns.GetHostName()} NodeAddr=127.0.0.1 Port={FreePort()} CPUs=1
        PartitionName=all Nodes=n1,n2 Default=YES State=UP

        """);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class EndedAtOnceException(string logs) : Exception(logs);
}
