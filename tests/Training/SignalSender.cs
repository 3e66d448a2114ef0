using RepDynamics.Models;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Training;

/// <summary>A linear classifier that tells when it is run in training mode, which is once a step.</summary>
internal sealed record SignalSenderRecipe(Action<int> Step) : NetworkRecipe
{
    public override string Kind => "SignalSender";

    public override Network Build(int imageSize, int classes) => new SignalSender(imageSize, classes, Step);

    private sealed class SignalSender : Network
    {
        private readonly TorchSharp.Modules.Linear head;
        private readonly Action<int> told;
        private int steps;

        public SignalSender(int imageSize, int classes, Action<int> told) : base(nameof(SignalSender))
        {
            this.told = told;
            head = nn.Linear(3 * imageSize * imageSize, classes);
            RegisterComponents();
        }

        public override IReadOnlyList<string> Taps => ["output"];

        public override Tensor Run(Tensor images, TapObserver? observe = null)
        {
            if (training) told(++steps);
            Tensor logits = head.call(images.reshape(images.size(0), -1));
            observe?.Invoke("output", logits);
            return logits;
        }
    }
}
