using RepDynamics.Models;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Training;

/// <summary>A linear classifier that signals each call in training mode, which is once a step, and reports no tap but <c>output</c>.</summary>
internal sealed record SignalSenderRecipe(Action<int> Step, params string[] Taps) : NetworkRecipe
{
    public override string Kind => "SignalSender";

    public override Network Build(int imageSize, int classes) => new SignalSender(imageSize, classes, Step, Taps);

    private sealed class SignalSender : Network
    {
        private readonly TorchSharp.Modules.Linear head;
        private readonly Action<int> signal;
        private int steps;

        public SignalSender(int imageSize, int classes, Action<int> signal, string[] taps) : base(nameof(SignalSender))
        {
            this.signal = signal;
            Taps = [.. taps, "output"];
            head = nn.Linear(3 * imageSize * imageSize, classes);
            RegisterComponents();
        }

        public override IReadOnlyList<string> Taps { get; }

        public override Tensor Run(Tensor images, TapObserver? observe = null)
        {
            if (training) signal(++steps);
            Tensor logits = head.call(images.reshape(images.size(0), -1));
            observe?.Invoke("output", logits);
            return logits;
        }
    }
}
