using PruneBuild.Cli.Inputs;
using PruneBuild.Cli.Output;
using PruneBuild.Diagnostics;

namespace PruneBuild.Cli.Commands;

/// <summary>Work on models of the manifest.</summary>
internal static class ModelWork
{
    /// <summary>Does it unless the models could not be selected. Progress ends before the answer is written, and what selecting them warned
    /// of comes before what the work says.</summary>
    /// <param name="invocation">The call.</param>
    /// <param name="selected">What the call is about, or why it is about nothing.</param>
    /// <param name="work">From the models, and progress where it is wanted, to the answer.</param>
    /// <returns>The exit code.</returns>
    public static int OnModels(
        this Invocation invocation, Result<SelectedModels> selected, Func<SelectedModels, ProgressLines?, CommandAnswer> work)
    {
        if (!selected.IsOk)
            return invocation.Finish(selected.Diagnostics);
        var answer = Work(ProgressLines.Of(invocation), progress => work(selected.Value, progress));
        return invocation.Finish([.. selected.Diagnostics, .. answer.Diagnostics], answer.Text, answer.Json);
    }

    private static CommandAnswer Work(ProgressLines? progress, Func<ProgressLines?, CommandAnswer> work)
    {
        try
        {
            return work(progress);
        }
        finally
        {
            progress?.End();
        }
    }
}
