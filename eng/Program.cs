using PruneBuild.Eng;
using PruneBuild.Eng.Commands;

// The build graph of the repository: `dotnet run --project eng -- <command>`.
ICommand[] commands =
[
    new DemoCommand(), new TestCommand(), new PackCommand(), new BenchCommand(), new TableCommand(), new CoverageCommand(),
    new GradientsCommand(), new MatrixCommand(), new FuzzCommand(), new FeedCommand(),
];

var command = commands.FirstOrDefault(candidate => candidate.Name == args.FirstOrDefault());
if (command is null)
{
    Console.Error.WriteLine("usage: dotnet run --project eng -- <command>");
    foreach (var known in commands)
        Console.Error.WriteLine($"  {known.Name,-8} {known.Summary}");
    return 2;
}

try
{
    return command.Run(Repository.Find(), args[1..]);
}
catch (EngFailure failure)
{
    Console.Error.WriteLine($"eng {command.Name}: {failure.Message}");
    return 1;
}
