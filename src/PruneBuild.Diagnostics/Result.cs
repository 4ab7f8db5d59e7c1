using System.Diagnostics.CodeAnalysis;

namespace PruneBuild.Diagnostics;

/// <summary>A value, or the diagnostics that say why there is none. Warnings may accompany a value.</summary>
/// <typeparam name="T">What is returned on success.</typeparam>
public sealed record Result<T>
{
    private Result(T? value, bool ok, IReadOnlyList<Diagnostic> diagnostics) =>
        (Value, IsOk, Diagnostics) = (value, ok, diagnostics);

    /// <summary>The value; null exactly when <see cref="IsOk" /> is false.</summary>
    public T? Value { get; }

    /// <summary>True when there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    public bool IsOk { get; }

    /// <summary>Errors when there is no value; warnings and messages otherwise.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>Success, perhaps with warnings.</summary>
    public static Result<T> Ok(T value, params IReadOnlyList<Diagnostic> warnings) => new(value, true, warnings);

    /// <summary>Failure: at least one error.</summary>
    public static Result<T> Fail(params IReadOnlyList<Diagnostic> errors) => new(default, false, errors);

    /// <summary>Failure with one error from the catalogue.</summary>
    public static Result<T> Fail(DiagnosticDescriptor descriptor, SourceSpan? location, params object[] arguments) =>
        new(default, false, [descriptor.At(location, arguments)]);

    /// <summary>Carries a failure on under another type.</summary>
    public Result<TOther> As<TOther>() =>
        IsOk ? throw new InvalidOperationException("A success cannot change its type.") : Result<TOther>.Fail(Diagnostics);

    /// <summary>The same; diagnostics that have no place are at this one.</summary>
    public Result<TOther> As<TOther>(SourceSpan? place) => Result<TOther>.Fail(
        [.. As<TOther>().Diagnostics.Select(problem => problem with { Location = problem.Location ?? place })]);
}
