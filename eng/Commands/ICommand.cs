namespace PruneBuild.Eng.Commands;

/// <summary>One verb of the build graph.</summary>
internal interface ICommand
{
    /// <summary>The word that selects it on the command line.</summary>
    string Name { get; }

    /// <summary>One line for the usage text.</summary>
    string Summary { get; }

    /// <summary>Does the work and returns the exit code of the process.</summary>
    /// <exception cref="EngFailure">A step failed; the message says which, and what to do.</exception>
    int Run(Repository repository, string[] arguments);
}
