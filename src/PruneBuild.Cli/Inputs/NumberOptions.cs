using System.CommandLine;
using System.Globalization;

namespace PruneBuild.Cli.Inputs;

/// <summary>Options that take a number, and say so when they are given something else.</summary>
internal static class NumberOptions
{
    /// <summary>An option that takes a whole number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="least">The least number that it takes.</param>
    /// <param name="most">The greatest.</param>
    /// <param name="isRecursive">True when every command takes it.</param>
    public static Option<int?> Count(string name, string description, int least, int most = int.MaxValue, bool isRecursive = false) =>
        Create<int>(
            name, description, most == int.MaxValue ? $"a whole number of at least {least}" : $"a whole number from {least} to {most}",
            text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
                ? number
                : null,
            isRecursive);

    /// <summary>An option that takes a number above 0.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    public static Option<double?> Positive(string name, string description) => Create<double>(
        name, description, "a number above 0",
        text =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number > 0 && double.IsFinite(number)
                ? number
                : null);

    private static Option<T?> Create<T>(string name, string description, string takes, Func<string, T?> read, bool isRecursive = false)
        where T : struct => new(name)
        {
            Description = description,
            HelpName = "N",
            Recursive = isRecursive,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (read(text) is { } number)
                    return number;
                result.AddError($"'{name}' takes {takes}, not '{text}'.");
                return null;
            },
        };
}
