using System.IO;

namespace PruneBuild.MSBuild.State;

/// <summary>Where the state is read from and written to.</summary>
/// <param name="Inputs">inputs.txt of the tool.</param>
/// <param name="Models">models.json of the tool.</param>
/// <param name="Lock">prune.lock.json.</param>
/// <param name="State">The state itself.</param>
internal sealed record StateFiles(string Inputs, string Models, string Lock, string State)
{
    /// <summary>The files of a build.</summary>
    public static StateFiles Of(string buildDirectory, string lockFile, string stateFile) =>
        new(Path.Combine(buildDirectory, "inputs.txt"), Path.Combine(buildDirectory, "models.json"), lockFile, stateFile);
}
