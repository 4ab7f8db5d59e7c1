using PruneBuild.Diagnostics;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;

namespace PruneBuild.Inference.Sessions;

/// <summary>Work in sessions that are open for it alone. What ONNX Runtime refuses to load or fails at comes
/// back as a diagnostic.</summary>
public static class SessionWork
{
    /// <summary>Works with one model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="settings">How to load it.</param>
    /// <param name="work">May throw <see cref="InferenceException" />; its result must not need the session.</param>
    /// <returns>What comes of it; or what <see cref="ModelSession.Open" /> fails with, or PB3005 for a run that failed.</returns>
    public static Result<T> In<T>(OnnxModel model, Device device, SessionSettings settings, Func<ModelSession, T> work) =>
        Within(model, device, settings, session => Result<T>.Ok(work(session)));

    /// <summary>Works with two models side by side.</summary>
    /// <param name="first">One.</param>
    /// <param name="second">The other.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="settings">How to load them.</param>
    /// <param name="work">May throw <see cref="InferenceException" />; its result must not need the sessions.</param>
    /// <returns>As with one.</returns>
    public static Result<T> In<T>(
        OnnxModel first, OnnxModel second, Device device, SessionSettings settings, Func<ModelSession, ModelSession, T> work) =>
        Within(first, device, settings, one => Within(second, device, settings, other => Result<T>.Ok(work(one, other))));

    /// <summary>Works with one model, and may fail in its own way.</summary>
    /// <param name="model">The model.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="settings">How to load it.</param>
    /// <param name="work">May throw <see cref="InferenceException" />; its result must not need the session.</param>
    /// <returns>As with <see cref="In{T}(OnnxModel, Device, SessionSettings, Func{ModelSession, T})" />,
    /// or what the work fails with.</returns>
    public static Result<T> Within<T>(OnnxModel model, Device device, SessionSettings settings, Func<ModelSession, Result<T>> work)
    {
        var opened = ModelSession.Open(model, device, settings);
        if (!opened.IsOk)
            return opened.As<T>();
        using var session = opened.Value;
        return Told(() => work(session));
    }

    /// <summary>Work in a session of somebody else's: a run that fails comes back as PB3005.</summary>
    internal static Result<T> Told<T>(Func<Result<T>> work)
    {
        try
        {
            return work();
        }
        catch (InferenceException failure)
        {
            return Result<T>.Fail(failure.ToDiagnostic());
        }
    }
}
